package org.vaelab.cli;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.ExperimentData;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.exchange.ImportedModel;
import org.vaelab.experiment.exchange.ModelEvaluation;
import org.vaelab.experiment.exchange.OutputFile;
import org.vaelab.files.AtomicFile;
import org.vaelab.network.Activation;
import org.vaelab.npz.NpyArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description =
        "Estimates log p(x) and ELBOs of a Bernoulli VAE from a .npz file (docs/npz.md), on its own test bits or on a data set.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  /// What is evaluated how. There is but one preset.
  public record Settings(
      @Help("How the data set's pixels become bits: stochastic or threshold.")
          @Setting(unit = "NAME", quick = "stochastic")
          Binarisation binarisation,
      @Help("Activation of the hidden layers: ${COMPLETION-CANDIDATES}.")
          @Setting(unit = "NAME", quick = "tanh")
          Activation activation,
      @Help("Test images, a seeded choice of at least 2; 0 for all.")
          @Setting(unit = "N", least = 2, most = MOST_POINTS, orZero = true, quick = "100")
          int points,
      @Help("Samples of importance sampling.")
          @Setting(unit = "K", least = 2, most = MOST_SAMPLES, quick = "5000")
          int samples,
      @Help("Steps towards the best q of an image from each start.")
          @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "500")
          int optimalSteps,
      @Help("Seed of all random numbers.") @Setting(unit = "S", quick = "1") long seed) {
    public Settings {
      Object[] values = {binarisation, activation, points, samples, optimalSteps, seed};
      SettingsForm.check(Settings.class, values);
    }
  }

  static final SettingsForm<Settings> FORM = SettingsForm.of(Settings.class);

  @Spec private CommandSpec spec;

  @Option(names = "--npz", paramLabel = "FILE", required = true, description = "The model.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description = "Data set, or directory of IDX files. (default: the file's x_test)")
  private String data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (default: $VAELAB_DATA, else data/).")
  private Path dataDir;

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
    Settings settings = SettingOptions.read(spec, FORM, Preset.QUICK);
    if (data == null && spec.commandLine().getParseResult().hasMatchedOption("--binarisation")) {
      spec.commandLine()
          .getErr()
          .println("vaelab: note: --binarisation has no effect without --data.");
    }
    if (csv != null) {
      OutputFile.require(csv, ".csv", file);
    }
    try (ImportedModel model = ImportedModel.read(file, settings.activation())) {
      Observations bits = data == null ? ownBits(model) : dataSet(settings);
      int[] chosen =
          settings.points() == 0
              ? ExperimentData.all(bits.count())
              : ExperimentData.choice(settings.seed(), bits.count(), settings.points());
      ModelEvaluation evaluation =
          ModelEvaluation.of(
              model,
              engine.executor(),
              new Points(bits, chosen),
              settings.samples(),
              settings.optimalSteps(),
              settings.seed());
      var terminal = spec.commandLine().getOut();
      terminal.println(evaluation.summary().text());
      evaluation.latentUse().ifPresent(use -> terminal.println(use.text()));
      if (csv != null) {
        write(evaluation.perImage().csv());
      }
      return ExperimentCommand.status(spec, evaluation.checks(bits.dimension()).failures());
    }
  }

  private Observations ownBits(ImportedModel model) {
    NpyArray bits =
        model
            .testBits()
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "%s holds no x_test; name a data set with --data.".formatted(file)));
    long[] shape = bits.shape();
    float[] x = bits.floats();
    for (int i = 0; i < x.length; i++) {
      // As it stands in the file: a float may round 1e-50 to a bit.
      double bit = bits instanceof NpyArray.Doubles doubles ? doubles.values()[i] : x[i];
      if (bit != 0 && bit != 1) {
        throw new ExperimentException(
            "x_test of %s holds %s; a Bernoulli likelihood needs 0 and 1.".formatted(file, bit));
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

  private Observations dataSet(Settings settings) {
    if (settings.binarisation() == Binarisation.NONE) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Grey pixels have no Bernoulli likelihood; choose stochastic or threshold.");
    }
    Observations test =
        ExperimentData.open(
                new DataSettings(data, settings.binarisation(), 0, 0, settings.seed()),
                false,
                Optional.ofNullable(dataDir))
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
