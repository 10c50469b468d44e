package org.vaelab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.exchange.EvaluationSettings;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.experiment.exchange.OutputFile;
import org.vaelab.experiment.pointwise.Collected;
import org.vaelab.experiment.pointwise.PointRunner;
import org.vaelab.files.AtomicFile;
import org.vaelab.npz.NpyArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description =
        "Estimates log p(x), ELBOs and the gaps between them of a VAE from a .npz file (docs/npz.md), on its own test images or on a data set.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private static final String PARQUET = ".parquet";

  static final SettingsForm<EvaluationSettings> FORM = SettingsForm.of(EvaluationSettings.class);

  @Spec private CommandSpec spec;

  @Option(names = "--npz", paramLabel = "FILE", required = true, description = "The model.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description =
          "Data set, directory of IDX files, or with --master files that ./vaelab data to-parquet wrote. (default: the file's x_test)")
  private String data;

  @Mixin private DataDirectory dataDirectory;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "plan",
      description =
          "What runs the graphs: plan (compiled, fused) or samediff (for comparison, several times slower). (default: ${DEFAULT-VALUE})")
  private Engine engine;

  @Mixin private MasterOption master;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "Write per-image results here. " + OutputFile.RULE)
  private Path out;

  @Override
  public Integer call() {
    EvaluationSettings settings = SettingOptions.read(spec, FORM, Preset.QUICK);
    if (data == null) {
      note("--binarisation", "without --data");
    }
    if (out != null) {
      OutputFile.require(out, ".csv", file);
    }
    try (ImportedModel model = ImportedModel.read(file, settings.activation())) {
      if (model.ofRun()) {
        note("--activation", "on a file that tells it");
      }
      if (settings.temperatures() == 0) {
        note("--chains", "without --temperatures");
      }
      ModelEvaluation.Outcome outcome =
          master.with(
              engine.executor(),
              runner ->
                  ModelEvaluation.partial(
                      model, engine.executor(), runner, points(model, runner, settings), settings));
      outcome.evaluation().ifPresent(this::show);
      return status(outcome, model.likelihood(), model.model().dataSize());
    }
  }

  private Points points(ImportedModel model, PointRunner runner, EvaluationSettings settings) {
    Observations test =
        data == null ? ownData(model) : dataSet(model.likelihood(), runner, settings);
    int[] chosen =
        settings.points() == 0
            ? ExperimentData.all(test.count())
            : ExperimentData.choice(settings.seed(), test.count(), settings.points());
    return new Points(test, chosen);
  }

  private void show(ModelEvaluation evaluation) {
    var terminal = spec.commandLine().getOut();
    terminal.println(evaluation.text());
    evaluation.latentUse().ifPresent(use -> terminal.println(use.text()));
    if (out != null) {
      write(evaluation.perImage().csv());
    }
  }

  /// Says what is missing and what cannot be right.
  private int status(ModelEvaluation.Outcome outcome, LikelihoodKind likelihood, int dimension) {
    var err = spec.commandLine().getErr();
    Collected<?> collected = outcome.collected();
    if (!collected.failed().isEmpty()) {
      err.println("vaelab: " + Failures.printable(collected.failure()));
    }
    if (collected.missing() > 0) {
      err.printf(
          "Interrupted; %,d images were not evaluated%s.%n",
          collected.missing(),
          out == null || outcome.evaluation().isEmpty() ? "" : ", the others are in " + out);
    }
    collected.requireComplete();
    int status =
        outcome
            .evaluation()
            .map(
                evaluation ->
                    ExperimentCommand.status(
                        spec, evaluation.checks(likelihood, dimension).failures()))
            .orElse(CommandLine.ExitCode.SOFTWARE);
    return collected.failed().isEmpty() ? status : CommandLine.ExitCode.SOFTWARE;
  }

  private void note(String option, String where) {
    if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
      spec.commandLine()
          .getErr()
          .println("vaelab: note: %s has no effect %s.".formatted(option, where));
    }
  }

  private Observations ownData(ImportedModel model) {
    NpyArray test =
        model
            .test()
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "%s holds no x_test; name a data set with --data.".formatted(file)));
    long[] shape = test.shape();
    float[] x = test.floats();
    for (int i = 0; i < x.length; i++) {
      // As it stands in the file: a float may round 1e-50 to a bit.
      if (test instanceof NpyArray.Doubles doubles
          && !model.likelihood().takes(doubles.values()[i])) {
        x[i] = Float.NaN;
      }
    }
    if (shape.length != 2) {
      throw new ExperimentException(
          "x_test of %s has the shape %s; it needs [images, pixels]."
              .formatted(file, Arrays.toString(shape)));
    }
    requireImages(shape[0], shape[1]);
    return Observations.ofRows(x, Math.toIntExact(shape[1]));
  }

  private Observations dataSet(
      LikelihoodKind likelihood, PointRunner runner, EvaluationSettings settings) {
    try {
      likelihood.check(settings.binarisation());
    } catch (ExperimentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Observations test =
        data.endsWith(PARQUET)
            ? runner.stored(
                data, settings.binarisation(), ExperimentData.testBitsSeed(settings.seed()))
            : ExperimentData.open(
                    new DataSettings(data, settings.binarisation(), 0, 0, settings.seed()),
                    false,
                    dataDirectory.path())
                .frozenTest();
    requireImages(test.count(), test.dimension());
    return test;
  }

  private static void requireImages(long count, long size) {
    if (count < 2 || size < 1) {
      throw new ExperimentException(
          "There are %d images of %d pixels to evaluate on; at least 2 of at least 1 are needed."
              .formatted(count, size));
    }
  }

  private void write(String text) {
    try {
      AtomicFile.writeText(out, text);
    } catch (IOException e) {
      throw new ExperimentException(
          "%s cannot be written (%s); choose another file.".formatted(out, e.getMessage()), e);
    }
  }
}
