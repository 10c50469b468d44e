package org.vaelab.experiment.missing;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.GumbelSoftmax;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.Vimco;

/// Where φ of q(z; φ) = Π_i φ_i^z_i (1 − φ_i)^(1 − z_i) comes from, z being the missing pixels
/// (CS236, lecture on latent variable models). The first three are what anybody might try, the
/// others are optimised for each image.
public enum Guess {
  COINS("φ = 0.5"),
  INK("φ = 1"),
  NINE("top of a 9"),
  REINFORCE("REINFORCE"),
  VIMCO("VIMCO"),
  GUMBEL("Gumbel-softmax");

  /// σ(15) = 1 − 3e-7: certainty itself has no logit.
  private static final float CERTAIN = 15;

  private static final double TEMPERATURE = 0.5;

  private final String label;

  Guess(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }

  boolean fixed() {
    return estimator().isEmpty();
  }

  /// By what φ is optimised, if it is.
  Optional<GradientEstimator> estimator() {
    return switch (this) {
      case COINS, INK, NINE -> Optional.empty();
      case REINFORCE -> Optional.of(new ScoreFunction()); // The mean of the others is the baseline.
      case VIMCO -> Optional.of(new Vimco());
      case GUMBEL -> Optional.of(new GumbelSoftmax(TEMPERATURE));
    };
  }

  /// Logits of one image, from which an optimisation starts where there is one.
  ///
  /// @param nine logits of the top of a 9, `[Z]`
  float[] logits(float[] nine) {
    float[] row = new float[nine.length];
    switch (this) {
      case INK -> Arrays.fill(row, CERTAIN);
      case NINE -> System.arraycopy(nine, 0, row, 0, row.length);
      case COINS, REINFORCE, VIMCO, GUMBEL -> {}
    }
    return row;
  }
}
