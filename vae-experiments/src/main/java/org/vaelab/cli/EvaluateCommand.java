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
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.exchange.EvaluationSettings;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.experiment.exchange.OutputFile;
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
  static final SettingsForm<EvaluationSettings> FORM = SettingsForm.of(EvaluationSettings.class);

  @Spec private CommandSpec spec;

  @Option(names = "--npz", paramLabel = "FILE", required = true, description = "The model.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description = "Data set, or directory of IDX files. (default: the file's x_test)")
  private String data;

  @Mixin private DataDirectory dataDirectory;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "plan",
      description =
          "What runs the graphs: plan (compiled, fused) or samediff (for comparison, several times slower). (default: ${DEFAULT-VALUE})")
  private Engine engine;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write per-image results here, a name ending in .csv. " + OutputFile.RULE)
  private Path csv;

  @Override
  public Integer call() {
    EvaluationSettings settings = SettingOptions.read(spec, FORM, Preset.QUICK);
    if (data == null) {
      note("--binarisation", "without --data");
    }
    if (csv != null) {
      OutputFile.require(csv, ".csv", file);
    }
    try (ImportedModel model = ImportedModel.read(file, settings.activation())) {
      if (model.ofRun()) {
        note("--activation", "on a file that tells it");
      }
      if (settings.temperatures() == 0) {
        note("--chains", "without --temperatures");
      }
      Observations test = data == null ? ownData(model) : dataSet(model.likelihood(), settings);
      int[] chosen =
          settings.points() == 0
              ? ExperimentData.all(test.count())
              : ExperimentData.choice(settings.seed(), test.count(), settings.points());
      ModelEvaluation evaluation =
          ModelEvaluation.of(model, engine.executor(), new Points(test, chosen), settings);
      var terminal = spec.commandLine().getOut();
      terminal.println(evaluation.text());
      evaluation.latentUse().ifPresent(use -> terminal.println(use.text()));
      if (csv != null) {
        write(evaluation.perImage().csv());
      }
      return ExperimentCommand.status(
          spec, evaluation.checks(model.likelihood(), test.dimension()).failures());
    }
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
      double value = test instanceof NpyArray.Doubles doubles ? doubles.values()[i] : x[i];
      if (!model.likelihood().takes(value)) {
        throw new ExperimentException(
            "x_test of %s holds %s; a %s likelihood needs %s."
                .formatted(
                    file,
                    value,
                    SettingSpec.text(model.likelihood()),
                    model.likelihood().domain()));
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

  private Observations dataSet(LikelihoodKind likelihood, EvaluationSettings settings) {
    try {
      likelihood.check(settings.binarisation());
    } catch (ExperimentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Observations test =
        ExperimentData.open(
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
      AtomicFile.writeText(csv, text);
    } catch (IOException e) {
      throw new ExperimentException(
          "%s cannot be written (%s); choose another file.".formatted(csv, e.getMessage()), e);
    }
  }
}
