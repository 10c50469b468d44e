package org.vaelab.experiment.autoencoder;

import java.math.BigDecimal;
import java.util.Locale;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.objective.Autoencoder;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.FreeBits;
import org.vaelab.objective.Objective;
import org.vaelab.objective.Regularisation;
import org.vaelab.train.TrainingConfig;

/// A way to train one and the same architecture.
///
/// @param weight of the KL term: β in nats, or λ beside the mean squared error
record Variant(Kind kind, double weight) {

  enum Kind {
    AUTOENCODER,
    WEIGHTED,
    REGULARISATION,
    FREE_BITS,
    WARM_UP,
    SQUARED_ERROR_AUTOENCODER,
    SQUARED_ERROR
  }

  /// What tables call it.
  String name() {
    return switch (kind) {
      case AUTOENCODER -> "plain AE";
      case WEIGHTED ->
          weight == 0 ? "L_rec alone" : weight == 1 ? "VAE (β = 1)" : "β = " + text(weight);
      case REGULARISATION -> "L_reg alone";
      case FREE_BITS -> "free bits (β = %s)".formatted(text(weight));
      case WARM_UP -> "warm-up (β = %s)".formatted(text(weight));
      case SQUARED_ERROR_AUTOENCODER -> "MSE plain AE";
      case SQUARED_ERROR -> "MSE (λ = %s)".formatted(text(weight));
    };
  }

  private static String text(double value) {
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  /// As part of a file's name.
  String file() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + weight;
  }

  /// Whether codes have no noise, so that there is no q.
  boolean isDeterministic() {
    return kind == Kind.AUTOENCODER || kind == Kind.SQUARED_ERROR_AUTOENCODER;
  }

  /// Whether pixels are Gaussian, not bits.
  boolean isSquaredError() {
    return kind == Kind.SQUARED_ERROR_AUTOENCODER || kind == Kind.SQUARED_ERROR;
  }

  /// Whether it is a point of the rate-distortion curve: trained on D + β R and nothing else.
  boolean isOnCurve() {
    return kind == Kind.WEIGHTED && weight > 0;
  }

  boolean isVae() {
    return kind == Kind.WEIGHTED && weight == 1;
  }

  /// The decoder. With L = MSE + λ KL, where the mean squared error is one over the D pixels of a
  /// data point, ELBO = −(D / 2s²) L + const for the Gaussian with variance s² = λ D / 2: the
  /// weight λ says how far pixels may lie from the decoder's mean.
  ///
  /// @param dataSize D
  Vae model(ModelSettings settings, int dataSize) {
    return switch (kind) {
      case AUTOENCODER, WEIGHTED, REGULARISATION, FREE_BITS, WARM_UP -> settings.model(dataSize);
      case SQUARED_ERROR_AUTOENCODER -> gaussian(settings, dataSize, 1);
      case SQUARED_ERROR -> gaussian(settings, dataSize, Math.sqrt(weight * dataSize / 2));
    };
  }

  private static Vae gaussian(ModelSettings settings, int dataSize, double scale) {
    return new Vae(
        dataSize,
        settings.latent(),
        settings.hidden(),
        settings.activation(),
        new Likelihood.FixedGaussian(scale));
  }

  Objective objective(double freeNats) {
    return switch (kind) {
      case AUTOENCODER, SQUARED_ERROR_AUTOENCODER -> new Autoencoder();
      case WEIGHTED, WARM_UP, SQUARED_ERROR -> Elbo.standard();
      case REGULARISATION -> new Regularisation();
      case FREE_BITS -> new FreeBits(freeNats);
    };
  }

  TrainingConfig training(AutoencoderConfig config) {
    TrainingConfig training = config.model().training();
    return switch (kind) {
      case AUTOENCODER, SQUARED_ERROR_AUTOENCODER, REGULARISATION, SQUARED_ERROR -> training;
      case WEIGHTED, FREE_BITS -> training.withBeta(weight);
      case WARM_UP -> training.withBeta(weight).warmingUp(config.warmUp());
    };
  }
}
