package org.vaelab.cli;

import static org.vaelab.cli.RunOptions.or;

import java.util.concurrent.Callable;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.Ranges;
import org.vaelab.experiment.SviVsAmortized;
import org.vaelab.experiment.SviVsAmortizedConfig;
import org.vaelab.inference.InnerLoop;
import org.vaelab.network.Activation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = SviVsAmortized.NAME,
    description = {
      "Trains one model amortized and one by per-image SVI, then measures log p(x), the ELBO and the gaps between them.",
      "Lengths of time are in seconds, log-likelihoods, ELBOs and gaps in nats per image."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SviVsAmortizedCommand implements Callable<Integer>, Bounded {
  @Mixin private RunOptions options;

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
      converter = Widths.Converter.class,
      description =
          "Widths of the decoder's hidden layers, z to x; the encoder has them in reverse. 'none' for none. (quick: 100, full: 200,200)")
  private Widths hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}. (default: tanh)")
  private Activation activation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training set, amortized. (quick: 30, full: 50)")
  private Integer epochs;

  @Option(
      names = "--svi-epochs",
      paramLabel = "N",
      description =
          "Passes over the training set, SVI; each costs inner-steps + 1 gradients per image. (quick: 20, full: 50)")
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
  public Ranges ranges() {
    return SviVsAmortizedConfig.RANGES;
  }

  @Override
  public Integer call() {
    return options.run(
        SviVsAmortizedConfig.class,
        this::config,
        SviVsAmortizedConfig::data,
        (config, directory, dataDirectory, executor) ->
            SviVsAmortized.run(config, directory, dataDirectory, executor).conclusion());
  }

  private SviVsAmortizedConfig config() {
    SviVsAmortizedConfig p =
        switch (options.preset()) {
          case QUICK -> SviVsAmortizedConfig.quick();
          case FULL -> SviVsAmortizedConfig.full();
        };
    return new SviVsAmortizedConfig(
        or(data, p.data()),
        or(binarisation, p.binarisation()),
        or(trainPoints, p.trainPoints()),
        or(testPoints, p.testPoints()),
        or(likelihood, p.likelihood()),
        or(scale, p.scale()),
        or(latent, p.latent()),
        hidden == null ? p.hidden() : hidden.values(),
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
  }
}
