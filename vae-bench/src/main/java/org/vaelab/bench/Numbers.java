package org.vaelab.bench;

import java.util.Map;
import org.vaelab.experiment.ExperimentException;

/// What an engine computed from a [Fixture], to be compared with other engines.
///
/// @param direct bounds and gradients: equal to float rounding
/// @param stepped what Adam moved by about [Fixture#RATE] a step: equal on average, as Adam divides
///     by a gradient's size and so makes rounding errors of the smallest gradients large; where it
///     is tiny, not compared
public record Numbers(Map<String, float[]> direct, Map<String, float[]> stepped) {
  private static final double LARGEST_DIRECT = 1e-4;
  private static final double MEAN_STEPPED = 0.02 * Fixture.RATE;

  // Where a gradient is smaller, Adam's ε counts, which libtorch adds elsewhere.
  private static final double SMALL_GRADIENT = 1e-5;

  /// What [#direct] calls the gradient of a parameter.
  static String gradientOf(String parameter) {
    return "the gradient of " + parameter;
  }

  /// @throws ExperimentException if the other numbers are not the same
  void requireEqual(Numbers other, String what) {
    direct.forEach(
        (name, values) -> {
          float[] others = matching(other.direct, name, values, what);
          double largest = 0;
          double difference = 0;
          for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            difference = worse(difference, Math.abs(values[i] - others[i]));
          }
          require(difference <= LARGEST_DIRECT * largest, name, what, difference);
        });
    stepped.forEach(
        (name, values) -> {
          float[] others = matching(other.stepped, name, values, what);
          float[] gradient = direct.get(gradientOf(name));
          double sum = 0;
          int count = 0;
          for (int i = 0; i < values.length; i++) {
            if (gradient == null || Math.abs(gradient[i]) >= SMALL_GRADIENT) {
              sum += Math.abs(values[i] - others[i]);
              count++;
            }
          }
          require(sum / count <= MEAN_STEPPED, name, what, sum / count);
        });
  }

  private static double worse(double a, double b) {
    return Double.isNaN(b) ? b : Math.max(a, b);
  }

  private static float[] matching(
      Map<String, float[]> others, String name, float[] values, String what) {
    float[] other = others.get(name);
    if (other == null || other.length != values.length) {
      throw new ExperimentException(
          "%s: one engine has no %d values of %s.".formatted(what, values.length, name));
    }
    return other;
  }

  private static void require(boolean equal, String name, String what, double difference) {
    if (!equal) {
      throw new ExperimentException(
          "%s: the engines disagree on %s by %.3g, so their times cannot be compared."
              .formatted(what, name, difference));
    }
  }
}
