package org.vaelab.experiment.gradients;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.vaelab.statistics.Bootstrap;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Interval;

/// What N independent estimates of one gradient say of their estimator.
///
/// @param components mean and standard error of each component, `[P]`
/// @param along component along the exact gradient as a multiple of its length: 1 on average, if
///     there is no bias
/// @param squares ‖g_n − ḡ‖² N/(N − 1), `[N]`: their mean is the variance, summed over components
public record GradientSample(Estimate[] components, Estimate along, double[] squares) {
  /// Of all intervals.
  static final double LEVEL = 0.95;

  private static final int REPLICATES = 1000;

  /// @param gradients `[N, P]`
  /// @param exact `[P]`
  static GradientSample of(double[][] gradients, double[] exact) {
    int count = gradients.length;
    Estimate[] components = new Estimate[exact.length];
    for (int p = 0; p < exact.length; p++) {
      int component = p;
      components[p] =
          Estimate.of(Arrays.stream(gradients).mapToDouble(g -> g[component]).toArray());
    }
    double length = dot(exact, exact);
    double[] along = Arrays.stream(gradients).mapToDouble(g -> dot(g, exact) / length).toArray();
    double[] squares = new double[count];
    for (int n = 0; n < count; n++) {
      for (int p = 0; p < exact.length; p++) {
        double deviation = gradients[n][p] - components[p].mean();
        squares[n] += deviation * deviation * count / (count - 1.0);
      }
    }
    return new GradientSample(components, Estimate.of(along), squares);
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /// The variance of an estimate, summed over the components.
  public double variance() {
    return Arrays.stream(squares).average().orElseThrow();
  }

  /// Of the variance, by the bootstrap.
  Interval interval(RandomGenerator generator) {
    return Bootstrap.interval(squares, LEVEL, REPLICATES, generator);
  }

  /// Of the variance over that of another sample, by the bootstrap.
  Interval ratioInterval(GradientSample other, RandomGenerator generator) {
    return Bootstrap.ratioInterval(squares, other.squares, LEVEL, REPLICATES, generator);
  }
}
