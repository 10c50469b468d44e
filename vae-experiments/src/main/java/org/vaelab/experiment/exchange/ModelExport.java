package org.vaelab.experiment.exchange;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.FrozenObservations;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.comparison.StoredModel;
import org.vaelab.experiment.comparison.Strategy;
import org.vaelab.experiment.comparison.SviVsAmortizedConfig;
import org.vaelab.experiment.train.Parts;
import org.vaelab.experiment.train.Train;
import org.vaelab.experiment.train.TrainConfig;
import org.vaelab.experiment.train.TrainEvaluation;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzParameters;
import org.vaelab.train.Checkpoint;

/// Writes a model of a run, the frozen test images as the model sees them, and the per-datum
/// results.
public final class ModelExport {
  private ModelExport() {}

  /// @param run the run's directory
  /// @param strategy which model of a `svi-vs-amortized` run, of the first seed; `amortized` if
  ///     none is named
  /// @param file what to write, `.npz`; what [OutputFile] lets be replaced is replaced
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @return the names of the arrays
  /// @throws ExperimentException if the run has no such model, or none yet
  public static List<String> write(
      RunDirectory run, Optional<Strategy> strategy, Path file, Optional<Path> dataDirectory) {
    OutputFile.require(file, ".npz");
    Map<String, NpyArray> arrays =
        RunFiles.experiment(run) instanceof Train
            ? trained(run, strategy, dataDirectory)
            : compared(run, strategy.orElse(Strategy.AMORTIZED), dataDirectory);
    Npz.write(file, arrays);
    return List.copyOf(arrays.keySet());
  }

  /// Writes a trained model and the frozen test images as the model sees them.
  ///
  /// @param file what to write, `.npz`; what [OutputFile] lets be replaced is replaced
  public static void write(
      TrainConfig config, ExperimentData data, Parameters parameters, Path file) {
    OutputFile.require(file, ".npz");
    Map<String, NpyArray> arrays = new ExportedRun(config, Parts.shape(data)).arrays();
    arrays.putAll(NpzParameters.export(Train.parameters(config, data), parameters));
    addTest(arrays, data.frozenTest());
    Npz.write(file, arrays);
  }

  private static Map<String, NpyArray> compared(
      RunDirectory run, Strategy strategy, Optional<Path> dataDirectory) {
    SviVsAmortizedConfig config = RunFiles.settings(run, SviVsAmortizedConfig.class);
    StoredModel model = new StoredModel(config, strategy);
    String checkpoint = checkpoint(run, model.checkpoint());
    ExperimentData data = ExperimentData.open(config.model().dataSettings(), false, dataDirectory);
    RunFiles files = RunFiles.open(run, config, data);
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    FrozenObservations bits = data.frozenTest();
    String fingerprint =
        addModel(arrays, model.parameters(data.training().dimension()), files, checkpoint);
    addTest(arrays, bits);
    model
        .evaluation(files, fingerprint, bits.count())
        .ifPresent(
            measured -> {
              addPoints(
                  arrays,
                  measured.points(),
                  measured.logLikelihood(),
                  measured.logLikelihoodError(),
                  measured.elboOwn());
              arrays.put(
                  "elbo_q_star", NpyArray.of(measured.elboOptimal(), measured.points().length));
            });
    return arrays;
  }

  private static Map<String, NpyArray> trained(
      RunDirectory run, Optional<Strategy> strategy, Optional<Path> dataDirectory) {
    if (strategy.isPresent()) {
      throw new ExperimentException(
          "The run in %s has one model; leave --model out.".formatted(run.path()));
    }
    TrainConfig config = RunFiles.settings(run, TrainConfig.class);
    String checkpoint = checkpoint(run, Train.MODEL);
    ExperimentData data =
        ExperimentData.open(config.model().dataSettings(), config.patience() > 0, dataDirectory);
    RunFiles files = RunFiles.open(run, config, data);
    Map<String, NpyArray> arrays = new ExportedRun(config, Parts.shape(data)).arrays();
    String fingerprint = addModel(arrays, Train.parameters(config, data), files, checkpoint);
    FrozenObservations test = data.frozenTest();
    addTest(arrays, test);
    if (run.has(Train.EVALUATION)) {
      TrainEvaluation evaluation =
          files.read(
              Train.EVALUATION,
              TrainEvaluation.class,
              fingerprint,
              stored -> stored.fits(Train.testPoints(config, test.count()), stored.trainPoints()));
      addPoints(
          arrays,
          evaluation.points(),
          evaluation.logLikelihood(),
          evaluation.logLikelihoodError(),
          evaluation.elbo());
    }
    return arrays;
  }

  /// The name of a model's checkpoint.
  ///
  /// @throws ExperimentException if there is none yet
  static String checkpoint(RunDirectory run, String model) {
    String checkpoint = model + ".ckpt";
    if (!run.has(checkpoint)) {
      throw new ExperimentException(
          "The run in %s has no model '%s' yet: there is no %s in it."
              .formatted(run.path(), model, checkpoint));
    }
    return checkpoint;
  }

  /// @return the model's [Fingerprint]
  private static String addModel(
      Map<String, NpyArray> arrays, List<ParameterSpec> specs, RunFiles files, String checkpoint) {
    try (Parameters parameters =
        Checkpoint.parameters(files.directory().resolve(checkpoint), specs, files.identity())) {
      arrays.putAll(NpzParameters.export(specs, parameters));
      return Fingerprint.of(parameters);
    }
  }

  private static void addTest(Map<String, NpyArray> arrays, FrozenObservations test) {
    arrays.put(
        "x_test",
        NpyArray.of(
            ExperimentData.rows(test, ExperimentData.all(test.count())),
            test.count(),
            test.dimension()));
  }

  private static void addPoints(
      Map<String, NpyArray> arrays,
      int[] points,
      double[] logLikelihood,
      double[] logLikelihoodError,
      double[] elbo) {
    int count = points.length;
    arrays.put("points", NpyArray.of(Arrays.stream(points).asDoubleStream().toArray(), count));
    arrays.put("log_p_hat", NpyArray.of(logLikelihood, count));
    arrays.put("log_p_hat_se", NpyArray.of(logLikelihoodError, count));
    arrays.put("elbo_q", NpyArray.of(elbo, count));
  }
}
