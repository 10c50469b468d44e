package org.vaelab.experiment;

import static org.vaelab.experiment.Ranges.MOST_POINTS;
import static org.vaelab.experiment.Ranges.MOST_SAMPLES;
import static org.vaelab.experiment.Ranges.MOST_STEPS;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Binarisation;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.Svi;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.TrainingConfig;

/// Settings of [SviVsAmortized].
///
/// @param data name of a data set or path of a directory of IDX files
/// @param binarisation of the pixels
/// @param trainPoints training images used, the first of the set; 0 for all
/// @param testPoints test images used, a seeded choice; 0 for all
/// @param likelihood p(x given z)
/// @param scale σ of the fixed Gaussian likelihood, least σ of the learned one
/// @param latent Z
/// @param hidden widths of the decoder's hidden layers from z to x; the encoder has them in reverse
/// @param epochs passes over the training set, amortized
/// @param sviEpochs passes over the training set, SVI
/// @param batch data points per step
/// @param trainSamples samples of z per data point and training step
/// @param learningRate initial rate of θ and λ, times 0.3 from 60% and 0.1 from 85% of the epochs
/// @param warmUp epochs over which the weight of the KL term rises to 1
/// @param clipNorm largest norm of the gradient of θ and λ; 0 for no clipping
/// @param patience epochs without a better validation ELBO after which training stops; 0 for never
/// @param innerSteps T, steps on φ of a minibatch before each step on θ
/// @param innerRate rate of the steps on φ
/// @param innerTolerance nats by which the bound must rise over ten inner steps to go on; 0 takes
///     all
/// @param innerStart where the inner loop starts on each visit
/// @param testSteps steps of SVI's own inference on new points
/// @param optimalSteps largest number of steps towards q*
/// @param optimalSamples samples of z per step towards q*
/// @param samples K of log p̂
/// @param gapPoints points of each split on which the gaps are measured
/// @param curvePoints test points on which the ELBO is measured after each epoch
/// @param likelihoodPoints test points for log p̂ with the model's own q; 0 for all
/// @param withDl4j whether to train DL4J's VariationalAutoencoder layer beside
/// @param seed of all random numbers
public record SviVsAmortizedConfig(
    String data,
    Binarisation binarisation,
    int trainPoints,
    int testPoints,
    LikelihoodKind likelihood,
    double scale,
    int latent,
    List<Integer> hidden,
    Activation activation,
    int epochs,
    int sviEpochs,
    int batch,
    int trainSamples,
    double learningRate,
    int warmUp,
    double clipNorm,
    int patience,
    int innerSteps,
    double innerRate,
    double innerTolerance,
    InnerLoop.Start innerStart,
    int testSteps,
    int optimalSteps,
    int optimalSamples,
    int samples,
    int gapPoints,
    int curvePoints,
    int likelihoodPoints,
    boolean withDl4j,
    long seed)
    implements Settings {

  /// What the numbers may be.
  public static final Ranges RANGES =
      ModelSettings.RANGES.and(
          Ranges.of(
              Range.real("scale", 1e-4, 1e3),
              Range.whole("svi-epochs", 1, MOST_STEPS),
              Range.whole("train-samples", 1, 10_000),
              Range.whole("warm-up", 0, MOST_STEPS),
              Range.realOrZero("clip-norm", 1e-6, 1e9),
              Range.whole("patience", 0, MOST_STEPS),
              Range.whole("inner-steps", 1, MOST_STEPS),
              Range.real("inner-rate", 1e-8, 10),
              Range.realOrZero("inner-tolerance", 1e-9, 1e6),
              Range.whole("test-steps", 1, MOST_STEPS),
              Range.whole("optimal-steps", 1, MOST_STEPS),
              Range.whole("optimal-samples", 1, 10_000),
              Range.whole("samples", 1, MOST_SAMPLES),
              Range.whole("gap-points", 2, MOST_POINTS),
              Range.whole("curve-points", 1, MOST_POINTS),
              Range.whole("likelihood-points", 0, MOST_POINTS)));

  private static final int INNER_WINDOW = 10;
  private static final double OPTIMAL_RATE = 0.02;
  private static final int OPTIMAL_WINDOW = 100;
  private static final double OPTIMAL_TOLERANCE = 0.01;

  /// Stroke digits, done in about a minute on two cores.
  public static SviVsAmortizedConfig quick() {
    return new SviVsAmortizedConfig(
        "stroke-digits",
        Binarisation.STOCHASTIC,
        0,
        0,
        LikelihoodKind.BERNOULLI,
        0.1,
        20,
        List.of(100),
        Activation.TANH,
        30,
        20,
        100,
        1,
        2e-3,
        0,
        0,
        0,
        10,
        0.1,
        0,
        InnerLoop.Start.WARM,
        100,
        400,
        8,
        1000,
        100,
        200,
        200,
        false,
        1);
  }

  /// The architecture and recipe of the literature (784-200-200-50; Burda et al. 2016, Cremer et
  /// al. 2018), hours on two cores.
  public static SviVsAmortizedConfig full() {
    return new SviVsAmortizedConfig(
        "stroke-digits",
        Binarisation.STOCHASTIC,
        0,
        0,
        LikelihoodKind.BERNOULLI,
        0.1,
        50,
        List.of(200, 200),
        Activation.TANH,
        50,
        50,
        100,
        1,
        1e-3,
        0,
        0,
        0,
        10,
        0.1,
        0,
        InnerLoop.Start.WARM,
        200,
        2000,
        10,
        5000,
        500,
        500,
        0,
        false,
        1);
  }

  public SviVsAmortizedConfig {
    hidden = List.copyOf(hidden);
    likelihood.check(binarisation);
    if (likelihood == LikelihoodKind.LECTURE && !hidden.isEmpty()) {
      throw new ExperimentException(
          "The lecture's likelihood has no hidden layers in its decoder; use --hidden none.");
    }
    RANGES
        .check("train-points", trainPoints)
        .check("test-points", testPoints)
        .check("scale", scale)
        .check("latent", latent)
        .check("hidden", hidden)
        .check("epochs", epochs)
        .check("svi-epochs", sviEpochs)
        .check("batch", batch)
        .check("train-samples", trainSamples)
        .check("learning-rate", learningRate)
        .check("warm-up", warmUp)
        .check("clip-norm", clipNorm)
        .check("patience", patience)
        .check("inner-steps", innerSteps)
        .check("inner-rate", innerRate)
        .check("inner-tolerance", innerTolerance)
        .check("test-steps", testSteps)
        .check("optimal-steps", optimalSteps)
        .check("optimal-samples", optimalSamples)
        .check("samples", samples)
        .check("gap-points", gapPoints)
        .check("curve-points", curvePoints)
        .check("likelihood-points", likelihoodPoints);
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    if (likelihood == LikelihoodKind.BERNOULLI || likelihood == LikelihoodKind.LECTURE) {
      idle.put("scale", "--likelihood " + likelihood.name().toLowerCase(Locale.ROOT));
    }
    if (hidden.isEmpty()) {
      idle.put("activation", "--hidden none");
    }
    return idle;
  }

  public DataSettings dataSettings() {
    return new DataSettings(data, binarisation, trainPoints, testPoints, seed);
  }

  public Vae model(int dataSize) {
    return new Vae(dataSize, latent, hidden, activation, likelihood.likelihood(scale));
  }

  PosteriorFamily family() {
    return new DiagonalGaussianFamily();
  }

  /// The encoder.
  public InferenceStrategy amortized(int dataSize) {
    return new Amortized(family(), dataSize, latent, hidden.reversed(), activation);
  }

  /// SVI with its inner loop and test-time optimisation.
  public InferenceStrategy svi() {
    LocalOptimisation inner =
        innerTolerance > 0
            ? new LocalOptimisation(
                innerSteps,
                trainSamples,
                new LearningRate.Constant(innerRate),
                INNER_WINDOW,
                innerTolerance)
            : LocalOptimisation.ofSteps(
                innerSteps, trainSamples, new LearningRate.Constant(innerRate));
    LocalOptimisation testTime =
        LocalOptimisation.ofSteps(
            testSteps, trainSamples, new LearningRate.Cosine(2 * innerRate, 0.05));
    return new Svi(family(), new InnerLoop(inner, innerStart), testTime);
  }

  /// The optimisation of q* per data point.
  LocalOptimisation optimal() {
    return new LocalOptimisation(
        optimalSteps,
        optimalSamples,
        new LearningRate.Cosine(OPTIMAL_RATE, 0.01),
        OPTIMAL_WINDOW,
        OPTIMAL_TOLERANCE);
  }

  TrainingConfig training(Method method) {
    return new TrainingConfig(
        method == Method.SVI ? sviEpochs : epochs,
        batch,
        trainSamples,
        Adam.standard(),
        LearningRate.standard(learningRate),
        warmUp,
        clipNorm > 0 ? OptionalDouble.of(clipNorm) : OptionalDouble.empty(),
        patience > 0 ? Optional.of(new StoppingRule.Patience(patience, 0)) : Optional.empty(),
        seed);
  }
}
