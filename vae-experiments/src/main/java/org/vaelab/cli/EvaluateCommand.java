package org.vaelab.cli;

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
import org.vaelab.experiment.Range;
import org.vaelab.experiment.Ranges;
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
final class EvaluateCommand implements Callable<Integer>, Bounded {
  private static final Ranges RANGES =
      Ranges.of(
          Range.wholeOrZero("points", 2, Ranges.MOST_POINTS),
          Range.whole("samples", 2, Ranges.MOST_SAMPLES),
          Range.whole("optimal-steps", 1, Ranges.MOST_STEPS),
          Range.seed("seed"));

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
      names = "--binarisation",
      paramLabel = "NAME",
      defaultValue = "stochastic",
      description =
          "How the data set's pixels become bits: stochastic or threshold. (default: ${DEFAULT-VALUE})")
  private Binarisation binarisation;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      defaultValue = "tanh",
      description =
          "Activation of the hidden layers: ${COMPLETION-CANDIDATES}. (default: ${DEFAULT-VALUE})")
  private Activation activation;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Test images, a seeded choice of at least 2; 0 for all. (default: ${DEFAULT-VALUE})")
  private int points;

  @Option(
      names = "--samples",
      paramLabel = "K",
      defaultValue = "5000",
      description = "Samples of importance sampling, at least 2. (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--optimal-steps",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Steps towards the best q of an image from each start, at least 1. (default: ${DEFAULT-VALUE})")
  private int optimalSteps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of all random numbers. (default: ${DEFAULT-VALUE})")
  private long seed;

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
  public Ranges ranges() {
    return RANGES;
  }

  private void checkOptions() {
    try {
      RANGES.check("points", points).check("samples", samples).check("optimal-steps", optimalSteps);
    } catch (ExperimentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (data == null && spec.commandLine().getParseResult().hasMatchedOption("--binarisation")) {
      spec.commandLine()
          .getErr()
          .println("vaelab: note: --binarisation has no effect without --data.");
    }
  }

  @Override
  public Integer call() {
    checkOptions();
    if (csv != null) {
      OutputFile.require(csv, ".csv", file);
    }
    try (ImportedModel model = ImportedModel.read(file, activation)) {
      Observations bits = data == null ? ownBits(model) : dataSet();
      int[] chosen =
          points == 0
              ? ExperimentData.all(bits.count())
              : ExperimentData.choice(seed, bits.count(), points);
      ModelEvaluation evaluation =
          ModelEvaluation.of(
              model, engine.executor(), new Points(bits, chosen), samples, optimalSteps, seed);
      var terminal = spec.commandLine().getOut();
      terminal.println(evaluation.summary().text());
      evaluation.latentUse().ifPresent(use -> terminal.println(use.text()));
      if (csv != null) {
        write(evaluation.perImage().csv());
      }
      return RunOptions.status(spec, evaluation.checks(bits.dimension()).failures());
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

  private Observations dataSet() {
    if (binarisation == Binarisation.NONE) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Grey pixels have no Bernoulli likelihood; choose stochastic or threshold.");
    }
    Observations test =
        ExperimentData.open(
                new DataSettings(data, binarisation, 0, 0, seed),
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
