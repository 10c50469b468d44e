package org.vaelab.cli;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.SviVsAmortized;
import org.vaelab.experiment.SviVsAmortizedConfig;
import org.vaelab.experiment.SviVsAmortizedResult;
import org.vaelab.graph.Executor;
import org.vaelab.inference.InnerLoop;
import org.vaelab.model.Activation;
import org.vaelab.progress.InterruptedTaskException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = SviVsAmortized.NAME,
    description = {
      "Trains one model amortized and one by per-image SVI, then measures log p(x), the ELBO and the gaps between them.",
      "Lengths of time are in seconds, log-likelihoods, ELBOs and gaps in nats per image."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SviVsAmortizedCommand implements Callable<Integer> {
  enum Preset {
    QUICK,
    FULL
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "quick",
      description =
          "Defaults of all other options: quick takes about two minutes on two cores, full hours. (default: ${DEFAULT-VALUE})")
  private Preset preset;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: runs/svi-vs-amortized-DATA-TIME).")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Continue the run in DIR with its own settings.")
  private Path resume;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (default: $VAELAB_DATA, else data/).")
  private Path dataDir;

  @Option(
      names = "--data",
      paramLabel = "NAME|DIR",
      description =
          "Data set: stroke-digits, mnist, fashion-mnist, binarized-mnist, or a directory of IDX files. (default: stroke-digits)")
  private String data;

  @Option(
      names = "--binarisation",
      paramLabel = "NAME",
      description =
          "How pixels become bits: ${COMPLETION-CANDIDATES}. Stochastic draws fresh bits each epoch. (default: stochastic)")
  private Binarisation binarisation;

  @Option(
      names = "--train-points",
      paramLabel = "N",
      description = "Training images to use, the first of the set; 0 for all. (default: 0)")
  private Integer trainPoints;

  @Option(
      names = "--test-points",
      paramLabel = "N",
      description = "Test images to use, a seeded choice; 0 for all. (default: 0)")
  private Integer testPoints;

  @Option(
      names = "--likelihood",
      paramLabel = "NAME",
      description = "p(x given z): ${COMPLETION-CANDIDATES}. (default: bernoulli)")
  private LikelihoodKind likelihood;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description =
          "Standard deviation of the fixed Gaussian likelihood, least one of the learned. (default: 0.1)")
  private Double scale;

  @Option(names = "--latent", paramLabel = "Z", description = "Size of z. (quick: 20, full: 50)")
  private Integer latent;

  @Option(
      names = "--hidden",
      paramLabel = "W,W,...",
      description =
          "Widths of the decoder's hidden layers, z to x; the encoder has them in reverse. 'none' for none. (quick: 100, full: 200,200)")
  private String hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}. (default: tanh)")
  private Activation activation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training set, amortized. (quick: 20, full: 50)")
  private Integer epochs;

  @Option(
      names = "--svi-epochs",
      paramLabel = "N",
      description =
          "Passes over the training set, SVI; each costs inner-steps + 1 gradients per image. (quick: 10, full: 50)")
  private Integer sviEpochs;

  @Option(names = "--batch", paramLabel = "B", description = "Images per step. (default: 100)")
  private Integer batch;

  @Option(
      names = "--train-samples",
      paramLabel = "K",
      description = "Samples of z per image and training step. (default: 1)")
  private Integer trainSamples;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "Initial Adam rate of model and encoder; times 0.3 from 60%% and 0.1 from 85%% of the epochs. (quick: 0.002, full: 0.001)")
  private Double learningRate;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Epochs over which the weight of the KL term rises from 0 to 1; 0 for none. (default: 0)")
  private Integer warmUp;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description = "Largest norm of the gradient; 0 for no clipping. (default: 0)")
  private Double clipNorm;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after N epochs without a better validation ELBO and keep the best model; 0 for never. Without a validation set, a tenth of the training images is held out. (default: 0)")
  private Integer patience;

  @Option(
      names = "--inner-steps",
      paramLabel = "T",
      description =
          "SVI: steps on each image's own phi before each step on the model. (default: 10)")
  private Integer innerSteps;

  @Option(
      names = "--inner-rate",
      paramLabel = "R",
      description = "SVI: Adam rate of the inner steps. (default: 0.1)")
  private Double innerRate;

  @Option(
      names = "--inner-tolerance",
      paramLabel = "NATS",
      description =
          "SVI: stop the inner loop when ten steps raise the bound by less; 0 takes all steps. (default: 0)")
  private Double innerTolerance;

  @Option(
      names = "--inner-start",
      paramLabel = "NAME",
      description =
          "SVI: where the inner loop starts, the image's last phi or zero: ${COMPLETION-CANDIDATES}. (default: warm)")
  private InnerLoop.Start innerStart;

  @Option(
      names = "--test-steps",
      paramLabel = "N",
      description = "SVI: steps to find q of a new image. (quick: 100, full: 200)")
  private Integer testSteps;

  @Option(
      names = "--optimal-steps",
      paramLabel = "N",
      description = "Most steps to find q*, the best q of an image. (quick: 400, full: 2000)")
  private Integer optimalSteps;

  @Option(
      names = "--optimal-samples",
      paramLabel = "K",
      description = "Samples of z per step towards q*. (quick: 8, full: 10)")
  private Integer optimalSamples;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "Samples of the importance-sampled log p(x). (quick: 1000, full: 5000)")
  private Integer samples;

  @Option(
      names = "--gap-points",
      paramLabel = "N",
      description = "Images of each split on which the gaps are measured. (quick: 100, full: 500)")
  private Integer gapPoints;

  @Option(
      names = "--curve-points",
      paramLabel = "N",
      description =
          "Test images on which the ELBO is measured after each epoch. (quick: 200, full: 500)")
  private Integer curvePoints;

  @Option(
      names = "--likelihood-points",
      paramLabel = "N",
      description =
          "Test images for log p(x) with the model's own q; 0 for all. (quick: 200, full: 0)")
  private Integer likelihoodPoints;

  @Option(
      names = "--with-dl4j",
      description = "Also train DL4J's VariationalAutoencoder layer, same architecture and data.")
  private boolean withDl4j;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of all random numbers. (default: 1)")
  private Long seed;

  @Override
  public Integer call() {
    RunDirectory directory;
    SviVsAmortizedConfig config;
    if (resume == null) {
      config = config();
      directory = RunDirectory.create(out == null ? defaultDirectory(config) : out);
    } else {
      refuseOtherSettings();
      directory = RunDirectory.open(resume);
      config = directory.readJson(RunDirectory.CONFIG, SviVsAmortizedConfig.class);
    }
    try {
      SviVsAmortizedResult result =
          SviVsAmortized.run(config, directory, Optional.ofNullable(dataDir), Executor.standard());
      var terminal = spec.commandLine().getOut();
      terminal.println(result.summaryTable());
      terminal.println("Tables, figures and checkpoints: " + directory.path());
      return CommandLine.ExitCode.OK;
    } catch (InterruptedTaskException e) {
      spec.commandLine()
          .getErr()
          .println(
              "Interrupted; the run is saved. Continue it with:%n  ./vaelab run %s --resume %s%s"
                  .formatted(
                      SviVsAmortized.NAME,
                      directory.path(),
                      dataDir == null ? "" : " --data-dir " + dataDir));
      throw e;
    }
  }

  private void refuseOtherSettings() {
    List<String> others =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(option -> option.longestName())
            .filter(name -> !name.equals("--resume") && !name.equals("--data-dir"))
            .toList();
    if (!others.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--resume continues a run with its own settings; leave out "
              + String.join(", ", others)
              + ".");
    }
  }

  private static Path defaultDirectory(SviVsAmortizedConfig config) {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    Path data = Path.of(config.data()).getFileName();
    return Path.of("runs", "%s-%s-%s".formatted(SviVsAmortized.NAME, data, time));
  }

  private SviVsAmortizedConfig config() {
    SviVsAmortizedConfig p =
        switch (preset) {
          case QUICK -> SviVsAmortizedConfig.quick();
          case FULL -> SviVsAmortizedConfig.full();
        };
    try {
      return new SviVsAmortizedConfig(
          or(data, p.data()),
          or(binarisation, p.binarisation()),
          or(trainPoints, p.trainPoints()),
          or(testPoints, p.testPoints()),
          or(likelihood, p.likelihood()),
          or(scale, p.scale()),
          or(latent, p.latent()),
          hidden == null ? p.hidden() : widths(hidden),
          or(activation, p.activation()),
          or(epochs, p.epochs()),
          or(sviEpochs, p.sviEpochs()),
          or(batch, p.batch()),
          or(trainSamples, p.trainSamples()),
          or(learningRate, p.learningRate()),
          or(warmUp, p.warmUp()),
          or(clipNorm, p.clipNorm()),
          or(patience, p.patience()),
          or(innerSteps, p.innerSteps()),
          or(innerRate, p.innerRate()),
          or(innerTolerance, p.innerTolerance()),
          or(innerStart, p.innerStart()),
          or(testSteps, p.testSteps()),
          or(optimalSteps, p.optimalSteps()),
          or(optimalSamples, p.optimalSamples()),
          or(samples, p.samples()),
          or(gapPoints, p.gapPoints()),
          or(curvePoints, p.curvePoints()),
          or(likelihoodPoints, p.likelihoodPoints()),
          withDl4j,
          or(seed, p.seed()));
    } catch (ExperimentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static <T> T or(T option, T preset) {
    return option == null ? preset : option;
  }

  private List<Integer> widths(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    try {
      return Arrays.stream(text.split(",")).map(width -> Integer.valueOf(width.trim())).toList();
    } catch (NumberFormatException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--hidden takes widths such as 200,200, or none; '%s' is neither.".formatted(text),
          e);
    }
  }
}
