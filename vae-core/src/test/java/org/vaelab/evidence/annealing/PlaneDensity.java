package org.vaelab.evidence.annealing;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/// PlaneDensity over the plane that can be sampled exactly.
enum PlaneDensity implements LogDensity {
  /// Normal with variances 1 and 4 and covariance −1.2.
  CORRELATED {
    @Override
    double logDensity(double a, double b) {
      return -0.5 * (4 * a * a + 2.4 * a * b + b * b) / DETERMINANT;
    }

    @Override
    double[] slope(double a, double b) {
      return new double[] {-(4 * a + 1.2 * b) / DETERMINANT, -(1.2 * a + b) / DETERMINANT};
    }

    @Override
    double[] draw(RandomGenerator random) {
      double a = random.nextGaussian();
      return new double[] {a, -1.2 * a + Math.sqrt(DETERMINANT) * random.nextGaussian()};
    }

    @Override
    double cumulative(int coordinate, double value) {
      return NORMAL.cumulativeProbability(coordinate == 0 ? value : value / 2);
    }
  },

  /// The logarithm of a gamma variable, which is skewed to the left, and beside it two equal
  /// normal bumps around −1.5 and 1.5.
  SKEWED_AND_BIMODAL {
    @Override
    double logDensity(double a, double b) {
      return SHAPE * a - Math.exp(a) - 0.5 * b * b + Math.log(Math.cosh(BUMP * b));
    }

    @Override
    double[] slope(double a, double b) {
      return new double[] {SHAPE - Math.exp(a), BUMP * Math.tanh(BUMP * b) - b};
    }

    @Override
    double[] draw(RandomGenerator random) {
      double gamma = GAMMA.inverseCumulativeProbability(random.nextDouble());
      double bump = random.nextBoolean() ? BUMP : -BUMP;
      return new double[] {Math.log(gamma), bump + random.nextGaussian()};
    }

    @Override
    double cumulative(int coordinate, double value) {
      return coordinate == 0
          ? GAMMA.cumulativeProbability(Math.exp(value))
          : 0.5
              * (NORMAL.cumulativeProbability(value - BUMP)
                  + NORMAL.cumulativeProbability(value + BUMP));
    }
  };

  static final int SIZE = 2;
  private static final double DETERMINANT = 4 - 1.44;
  private static final double SHAPE = 1.5;
  private static final double BUMP = 1.5;
  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final GammaDistribution GAMMA = new GammaDistribution(SHAPE, 1);

  abstract double logDensity(double a, double b);

  abstract double[] slope(double a, double b);

  abstract double[] draw(RandomGenerator random);

  /// The distribution function of a coordinate.
  abstract double cumulative(int coordinate, double value);

  @Override
  public void evaluate(float[] z, double[] logDensity, float[] gradient) {
    for (int row = 0; row < logDensity.length; row++) {
      logDensity[row] = logDensity(z[2 * row], z[2 * row + 1]);
      double[] slope = slope(z[2 * row], z[2 * row + 1]);
      gradient[2 * row] = (float) slope[0];
      gradient[2 * row + 1] = (float) slope[1];
    }
  }

  /// Exact samples, `[N, 2]`.
  float[] draw(int count, RandomGenerator random) {
    float[] z = new float[count * SIZE];
    for (int row = 0; row < count; row++) {
      double[] drawn = draw(random);
      z[2 * row] = (float) drawn[0];
      z[2 * row + 1] = (float) drawn[1];
    }
    return z;
  }
}
