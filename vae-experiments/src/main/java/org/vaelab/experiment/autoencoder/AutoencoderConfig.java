package org.vaelab.experiment.autoencoder;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.autoencoder.Variant.Kind;

/// Settings of [AutoencoderView].
public record AutoencoderConfig(
    @Adapted(option = "latent", quick = "10", full = "20") @Adapted(option = "epochs", quick = "15")
        ModelSettings model,
    @Help("Weights of the KL term; 1, the VAE, is always among them.")
        @Setting(unit = "B,B,...", least = 1e-6, most = 1e6, quick = "0.1,0.3,3,10", full = BETAS)
        List<Double> betas,
    @Help("Weights of the KL beside the mean squared error of a pixel.")
        @Setting(unit = "L,L,...", least = 1e-9, most = 1e3, quick = "0.0001,0.001,0.01")
        List<Double> lambdas,
    @Help("Nats of KL that each latent dimension has for free, as a remedy at the largest weight.")
        @Setting(unit = "NATS", least = 0, most = 1e6, quick = "0.5")
        double freeBits,
    @Help("Epochs over which the largest weight rises from 0, as another remedy.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "10", full = "30")
        int warmUp,
    @Help("Test images that are measured, and samples from each model.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "500", full = "2000")
        int points,
    @Help("Samples of z of every reported expectation.")
        @Setting(unit = "K", least = 2, most = MOST_SAMPLES, quick = "50", full = "500")
        int samples,
    @Help("Principal components in which samples and test images are compared.")
        @Setting(unit = "P", least = 1, most = 4096, quick = "20")
        int principalComponents)
    implements Settings {
  private static final String BETAS = "0.01,0.1,0.3,0.5,2,3,10,30";

  public AutoencoderConfig {
    betas = List.copyOf(betas);
    lambdas = List.copyOf(lambdas);
    Object[] values = {
      model, betas, lambdas, freeBits, warmUp, points, samples, principalComponents
    };
    SettingsForm.check(AutoencoderConfig.class, values);
    model.requireBits();
    requireDifferent("betas", betas);
    requireDifferent("lambdas", lambdas);
  }

  private static void requireDifferent(String option, List<Double> values) {
    if (values.stream().distinct().count() < values.size()) {
      throw new ExperimentException(
          "--%s takes different numbers, not %s.".formatted(option, values));
    }
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new TreeMap<>();
    model.addIdle(idle);
    return idle;
  }

  /// Weights of the KL term with that of the VAE, ascending.
  private double[] weights() {
    return DoubleStream.concat(DoubleStream.of(1), betas.stream().mapToDouble(Double::doubleValue))
        .sorted()
        .distinct()
        .toArray();
  }

  /// What is trained: on the Bernoulli likelihood from the least to the largest weight of the KL
  /// term, its remedies, then on the squared error.
  List<Variant> variants() {
    List<Variant> all = new ArrayList<>();
    all.add(new Variant(Kind.AUTOENCODER, 0));
    all.add(new Variant(Kind.WEIGHTED, 0));
    double[] weights = weights();
    for (double beta : weights) {
      all.add(new Variant(Kind.WEIGHTED, beta));
    }
    double largest = weights[weights.length - 1];
    all.add(new Variant(Kind.REGULARISATION, 1));
    all.add(new Variant(Kind.FREE_BITS, largest));
    all.add(new Variant(Kind.WARM_UP, largest));
    all.add(new Variant(Kind.SQUARED_ERROR_AUTOENCODER, 0));
    return Stream.concat(
            all.stream(), lambdas.stream().sorted().map(l -> new Variant(Kind.SQUARED_ERROR, l)))
        .toList();
  }

  /// Whether its images are shown: the ends and the middle.
  boolean isPictured(Variant variant) {
    double[] weights = weights();
    return switch (variant.kind()) {
      case AUTOENCODER, REGULARISATION -> true;
      case WEIGHTED ->
          variant.weight() == 0
              || variant.isVae()
              || variant.weight() == weights[weights.length - 1];
      default -> false;
    };
  }
}
