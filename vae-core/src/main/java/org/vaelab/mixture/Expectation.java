package org.vaelab.mixture;

import java.util.Arrays;
import org.vaelab.parallel.Workers;

/// The E-step: what a mixture says of points.
///
/// @param responsibilities p(z = k given x), `[K][N]`
/// @param logProb log p(x) `[N]`, in nats
record Expectation(double[][] responsibilities, double[] logProb) {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  static Expectation of(GaussianMixture mixture, double[][] points) {
    double[][] terms = logJoint(mixture, points);
    double[] logProb = new double[points.length];
    Workers.forRows(
        points.length,
        mixture.components(),
        (from, to) -> {
          for (int n = from; n < to; n++) {
            logProb[n] = normalise(terms, n);
          }
        });
    return new Expectation(terms, logProb);
  }

  /// log p(x, z = k) `[K][N]`, in nats.
  static double[][] logJoint(GaussianMixture mixture, double[][] points) {
    double[][] terms = new double[mixture.components()][points.length];
    double[] constants = constants(mixture);
    Block.forEach(
        points,
        mixture.size() * terms.length,
        block -> {
          for (int k = 0; k < terms.length; k++) {
            double[] squares =
                block.squaredDistances(mixture.means()[k], mixture.covariances().get(k));
            for (int n = block.from(); n < block.to(); n++) {
              terms[k][n] = constants[k] - 0.5 * squares[n - block.from()];
            }
          }
        });
    return terms;
  }

  /// log π_k − ½ log det Σ_k − ½ D log 2π
  private static double[] constants(GaussianMixture mixture) {
    double[] constants = new double[mixture.components()];
    for (int k = 0; k < constants.length; k++) {
      constants[k] =
          Math.log(mixture.weights()[k])
              - 0.5 * mixture.covariances().get(k).logDeterminant()
              - mixture.size() * HALF_LOG_TWO_PI;
    }
    return constants;
  }

  /// Turns log p(x, z = k) of one point into p(z = k given x).
  ///
  /// @return log p(x) = log Σ_k exp log p(x, z = k)
  private static double normalise(double[][] terms, int n) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double[] term : terms) {
      largest = Math.max(largest, term[n]);
    }
    double sum = 0;
    for (double[] term : terms) {
      term[n] = Math.exp(term[n] - largest);
      sum += term[n];
    }
    for (double[] term : terms) {
      term[n] /= sum;
    }
    return largest + Math.log(sum);
  }

  /// The mean of log p(x) over the points.
  double score() {
    return Arrays.stream(logProb).sum() / logProb.length;
  }
}
