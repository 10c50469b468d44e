package org.vaelab.experiment.svi;

import java.util.List;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.Momentum;
import org.vaelab.optimisation.NaturalGaussian;
import org.vaelab.optimisation.Optimiser;

/// What moves φ.
public enum InnerOptimiser {
  ADAM(List.of(0.03, 0.1, 0.3, 1.0)),
  /// Gradient ascent with momentum.
  MOMENTUM(List.of(0.003, 0.01, 0.03, 0.1)),
  /// The natural gradient of the Gaussian.
  NATURAL(List.of(0.01, 0.03, 0.1, 0.3));

  private static final double DECAY = 0.5;

  private final List<Double> rates;

  InnerOptimiser(List<Double> rates) {
    this.rates = rates;
  }

  /// Made when it is needed: every command reads the names of settings, and none but this needs
  /// native libraries for it.
  Optimiser optimiser() {
    return switch (this) {
      case ADAM -> Adam.standard();
      case MOMENTUM -> new Momentum(DECAY);
      case NATURAL -> new NaturalGaussian();
    };
  }

  /// Its rates that are tried: what is a long way for one is a short one for another.
  List<Double> rates() {
    return rates;
  }

  @Override
  public String toString() {
    return SettingSpec.text(this);
  }
}
