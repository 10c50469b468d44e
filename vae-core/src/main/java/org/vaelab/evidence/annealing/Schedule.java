package org.vaelab.evidence.annealing;

/// Inverse temperatures 0 = β₀ < β₁ < ... < β_T = 1 of the geometric path q^(1−β) p(x, z)^β.
public enum Schedule {
  /// β_t = t/T
  LINEAR {
    @Override
    double at(double progress) {
      return progress;
    }
  },
  /// Small steps at both ends: a logistic curve over ±4, rescaled to end at 0 and 1 (Grosse,
  /// Ghahramani and Adams 2015).
  SIGMOID {
    @Override
    double at(double progress) {
      double low = logistic(-STEEPNESS);
      double high = logistic(STEEPNESS);
      return (logistic(STEEPNESS * (2 * progress - 1)) - low) / (high - low);
    }
  };

  private static final double STEEPNESS = 4;

  /// β at a fraction t/T of the way.
  abstract double at(double progress);

  private static double logistic(double a) {
    return 1 / (1 + Math.exp(-a));
  }
}
