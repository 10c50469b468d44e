package org.vaelab.experiment;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;
import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.HashMap;
import java.util.List;
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
public record SviVsAmortizedConfig(
    @Help("Data set: stroke-digits, mnist, fashion-mnist, binarized-mnist, or your IDX directory.")
        @Setting(unit = "NAME|DIR", quick = "stroke-digits")
        String data,
    @Help("How pixels become bits: ${COMPLETION-CANDIDATES}. Stochastic: fresh bits each epoch.")
        @Setting(unit = "NAME", quick = "stochastic")
        Binarisation binarisation,
    @Help("Training images to use, the first of the set; 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "0")
        int trainPoints,
    @Help("Test images to use, a seeded choice; 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "0")
        int testPoints,
    @Help("p(x given z): ${COMPLETION-CANDIDATES}.") @Setting(unit = "NAME", quick = "bernoulli")
        LikelihoodKind likelihood,
    @Help("Standard deviation of the fixed Gaussian likelihood, least one of the learned.")
        @Setting(unit = "S", least = 1e-4, most = 1e3, quick = "0.1")
        double scale,
    @Help("Size of z.") @Setting(unit = "Z", least = 1, most = 4096, quick = "20", full = "50")
        int latent,
    @Help("Widths of the decoder's hidden layers, z to x, or 'none'; the encoder's are reversed.")
        @Setting(unit = "W,W,...", least = 1, most = MOST_UNITS, quick = "100", full = "200,200")
        List<Integer> hidden,
    @Help("Activation of the hidden layers: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "tanh")
        Activation activation,
    @Help("Passes over the training set, amortized.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "30", full = "50")
        int epochs,
    @Help("Passes over the training set, SVI; each costs inner-steps + 1 gradients per image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "20", full = "50")
        int sviEpochs,
    @Help("Images per step.") @Setting(unit = "B", least = 1, most = 1_000_000, quick = "100")
        int batch,
    @Help("Samples of z per image and training step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "1")
        int trainSamples,
    @Help(
            "Initial Adam rate of model and encoder; times 0.3 from 60% and 0.1 from 85% of the epochs.")
        @Setting(unit = "R", least = 1e-8, most = 10, quick = "0.002", full = "0.001")
        double learningRate,
    @Help("Epochs over which the weight of the KL term rises from 0 to 1; 0 for none.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "0")
        int warmUp,
    @Help("Largest norm of the gradient; 0 for no clipping.")
        @Setting(unit = "C", least = 1e-6, most = 1e9, orZero = true, quick = "0")
        double clipNorm,
    @Help(
            "Stop after N epochs without a better validation ELBO and keep the best model; 0 for never. Without a validation set, a tenth of the training images is held out.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "0")
        int patience,
    @Help("SVI: steps on each image's own phi before each step on the model.")
        @Setting(unit = "T", least = 1, most = MOST_STEPS, quick = "10")
        int innerSteps,
    @Help("SVI: Adam rate of the inner steps.")
        @Setting(unit = "R", least = 1e-8, most = 10, quick = "0.1")
        double innerRate,
    @Help("SVI: stop the inner loop when ten steps raise the bound by less; 0 takes all steps.")
        @Setting(unit = "NATS", least = 1e-9, most = 1e6, orZero = true, quick = "0")
        double innerTolerance,
    @Help(
            "SVI: start of the inner loop, the image's last phi (continued: with Adam's moments) or zero: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "warm")
        InnerLoop.Start innerStart,
    @Help("SVI: steps to find q of a new image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "100", full = "200")
        int testSteps,
    @Help("Most steps to find q*, the best q of an image.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "400", full = "2000")
        int optimalSteps,
    @Help("Samples of z per step towards q*.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "8", full = "10")
        int optimalSamples,
    @Help("Samples of the importance-sampled log p(x).")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "1000", full = "5000")
        int samples,
    @Help("Images of each split on which the gaps are measured.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "100", full = "500")
        int gapPoints,
    @Help("Test images on which the ELBO is measured after each epoch.")
        @Setting(unit = "N", least = 1, most = MOST_POINTS, quick = "200", full = "500")
        int curvePoints,
    @Help("Test images for log p(x) with the model's own q; 0 for all.")
        @Setting(unit = "N", least = 0, most = MOST_POINTS, quick = "200", full = "0")
        int likelihoodPoints,
    @Help("Also train DL4J's VariationalAutoencoder layer, same architecture and data.")
        @Setting(quick = "false")
        boolean withDl4j,
    @Help("Seed of all random numbers.") @Setting(unit = "S", quick = "1") long seed)
    implements Settings {
  private static final int INNER_WINDOW = 10;
  private static final double OPTIMAL_RATE = 0.02;
  private static final int OPTIMAL_WINDOW = 100;
  private static final double OPTIMAL_TOLERANCE = 0.01;

  public SviVsAmortizedConfig {
    hidden = List.copyOf(hidden);
    Object[] values = {
      data, binarisation, trainPoints, testPoints, likelihood, scale,
      latent, hidden, activation, epochs, sviEpochs, batch,
      trainSamples, learningRate, warmUp, clipNorm, patience, innerSteps,
      innerRate, innerTolerance, innerStart, testSteps, optimalSteps, optimalSamples,
      samples, gapPoints, curvePoints, likelihoodPoints, withDl4j, seed
    };
    SettingsForm.check(SviVsAmortizedConfig.class, values);
    likelihood.check(binarisation);
    if (likelihood == LikelihoodKind.LECTURE && !hidden.isEmpty()) {
      throw new ExperimentException(
          "The lecture's likelihood has no hidden layers in its decoder; use --hidden none.");
    }
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    if (!likelihood.takesScale()) {
      idle.put("scale", "--likelihood " + SettingSpec.text(likelihood));
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
