package org.vaelab.coding;

/// Φ, the distribution function of N(0, 1), by arithmetic alone and [StrictMath]: the same bits on
/// every machine and whether the code is compiled or interpreted, which entropy coding lives by.
final class NormalDistribution {
  // Hart 1968, "Computer approximations", no. 5666, in double precision as in West 2005, "Better
  // approximations to cumulative normal functions"; highest power first.
  private static final double[] NUMERATOR = {
    3.52624965998911e-2,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376
  };
  private static final double[] DENOMINATOR = {
    8.83883476483184e-2,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752
  };
  private static final double SERIES = 7.07106781186547;
  private static final double BEYOND = 37;
  private static final double ROOT_TWO_PI = 2.506628274631;
  private static final int HALVINGS = 60;

  private NormalDistribution() {}

  /// Φ(t).
  static double cumulative(double t) {
    double a = Math.abs(t);
    double tail = a > BEYOND ? 0 : StrictMath.exp(-0.5 * a * a) * ratio(a);
    return t > 0 ? 1 - tail : tail;
  }

  private static double ratio(double a) {
    return a < SERIES
        ? polynomial(NUMERATOR, a) / polynomial(DENOMINATOR, a)
        : 1 / (ROOT_TWO_PI * (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))));
  }

  private static double polynomial(double[] coefficients, double a) {
    double value = 0;
    for (double coefficient : coefficients) {
      value = value * a + coefficient;
    }
    return value;
  }

  /// The t with Φ(t) = p, by bisection.
  ///
  /// @param p in (0, 1)
  static double quantile(double p) {
    double low = -BEYOND;
    double high = BEYOND;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = 0.5 * (low + high);
      if (cumulative(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }
}
