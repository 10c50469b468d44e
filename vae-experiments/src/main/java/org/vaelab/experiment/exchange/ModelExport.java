package org.vaelab.experiment.exchange;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.data.FrozenObservations;
import org.vaelab.experiment.Evaluation;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Fingerprint;
import org.vaelab.experiment.Method;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.SviVsAmortizedConfig;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;
import org.vaelab.npz.NpzParameters;
import org.vaelab.train.Checkpoint;

/// Writes a model of a run of `svi-vs-amortized`, the frozen test bits and the per-datum results.
public final class ModelExport {
  private ModelExport() {}

  /// @param run the run's directory
  /// @param file what to write, `.npz`; what [OutputFile] lets be replaced is replaced
  /// @param dataDirectory where data sets are looked up, if not in the usual places
  /// @return the names of the arrays
  /// @throws ExperimentException if the run has no such model, or none yet
  public static List<String> write(
      RunDirectory run, Method method, Path file, Optional<Path> dataDirectory) {
    OutputFile.require(file, ".npz");
    SviVsAmortizedConfig config = RunFiles.settings(run, SviVsAmortizedConfig.class);
    String checkpoint = method.label() + ".ckpt";
    if (!run.has(checkpoint)) {
      throw new ExperimentException(
          "The run in %s has no model '%s' yet: there is no %s in it."
              .formatted(run.path(), method.label(), checkpoint));
    }
    ExperimentData data =
        ExperimentData.open(config.dataSettings(), config.patience() > 0, dataDirectory);
    RunFiles files = RunFiles.open(run, config, data);
    int dimension = data.training().dimension();
    InferenceStrategy strategy = method == Method.SVI ? config.svi() : config.amortized(dimension);
    List<ParameterSpec> specs = strategy.parametersWith(config.model(dimension));
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    String fingerprint;
    try (Parameters parameters =
        Checkpoint.parameters(run.resolve(checkpoint), specs, files.identity())) {
      fingerprint = Fingerprint.of(parameters);
      arrays.putAll(NpzParameters.export(specs, parameters));
    }
    FrozenObservations bits = data.frozenTest();
    arrays.put(
        "x_test",
        NpyArray.of(
            ExperimentData.rows(bits, ExperimentData.all(bits.count())),
            bits.count(),
            bits.dimension()));
    String results = "evaluation/%s-test.json".formatted(method.label());
    if (run.has(results)) {
      int[] chosen = ExperimentData.choice(config.seed(), bits.count(), config.gapPoints());
      Evaluation evaluation =
          files.read(
              results,
              Evaluation.class,
              fingerprint,
              stored -> stored.fits(method, "test", chosen, config.samples()));
      int count = evaluation.points().length;
      double[] points = new double[count];
      for (int i = 0; i < count; i++) {
        points[i] = evaluation.points()[i];
      }
      arrays.put("points", NpyArray.of(points, count));
      arrays.put("log_p_hat", NpyArray.of(evaluation.logLikelihood(), count));
      arrays.put("log_p_hat_se", NpyArray.of(evaluation.logLikelihoodError(), count));
      arrays.put("elbo_q", NpyArray.of(evaluation.elboOwn(), count));
      arrays.put("elbo_q_star", NpyArray.of(evaluation.elboOptimal(), count));
    }
    Npz.write(file, arrays);
    return List.copyOf(arrays.keySet());
  }
}
