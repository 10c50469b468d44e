package org.vaelab.experiment;

import java.util.List;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.Momentum;
import org.vaelab.optimisation.NaturalGaussian;
import org.vaelab.optimisation.Optimiser;

/// What moves φ.
public enum InnerOptimiser {
  ADAM(0.1),
  /// Gradient ascent with momentum.
  MOMENTUM(0.03),
  /// The natural gradient of the Gaussian.
  NATURAL(0.1);

  private static final double DECAY = 0.5;

  private final double usualRate;

  InnerOptimiser(double usualRate) {
    this.usualRate = usualRate;
  }

  /// Made when it is needed: every command reads the names of settings, and few need native
  /// libraries for it.
  public Optimiser optimiser() {
    return switch (this) {
      case ADAM -> Adam.standard();
      case MOMENTUM -> new Momentum(DECAY);
      case NATURAL -> new NaturalGaussian();
    };
  }

  /// A rate to begin with: what is a long way for one is a short one for another.
  public double usualRate() {
    return usualRate;
  }

  /// Multiples of its usual rate.
  public List<Double> rates(List<Double> factors) {
    return Choices.multiples(usualRate, factors);
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
