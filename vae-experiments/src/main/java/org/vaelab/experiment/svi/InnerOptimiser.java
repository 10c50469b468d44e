package org.vaelab.experiment.svi;

import java.util.List;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.Momentum;
import org.vaelab.optimisation.NaturalGaussian;
import org.vaelab.optimisation.Optimiser;

/// What moves φ.
public enum InnerOptimiser {
  ADAM(Adam.standard(), List.of(0.03, 0.1, 0.3, 1.0)),
  /// Gradient ascent with momentum.
  MOMENTUM(new Momentum(0.5), List.of(0.003, 0.01, 0.03, 0.1)),
  /// The natural gradient of the Gaussian.
  NATURAL(new NaturalGaussian(), List.of(0.01, 0.03, 0.1, 0.3));

  private final Optimiser optimiser;
  private final List<Double> rates;

  InnerOptimiser(Optimiser optimiser, List<Double> rates) {
    this.optimiser = optimiser;
    this.rates = rates;
  }

  Optimiser optimiser() {
    return optimiser;
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
