package org.vaelab.experiment;

import java.util.Arrays;
import java.util.List;

/// Per-datum values of one quantity, or one value that belongs to no data point, by which runs are
/// compared.
///
/// @param what it was measured of, such as `amortized, test`
/// @param quantity such as `log p̂`
/// @param bits names the data: points of equal numbers and bits are the same points; empty where
///     there are none
/// @param points numbers of the N data points; none where the value belongs to no data point
/// @param values `[N]`, or one
public record Measured(
    String what, String quantity, String unit, String bits, int[] points, double[] values) {

  /// A value that belongs to no data point.
  public static Measured of(String what, String quantity, String unit, double value) {
    return new Measured(what, quantity, unit, "", new int[0], new double[] {value});
  }

  /// log p̂ and the ELBOs of a model, and the gaps between them, in nats.
  public static List<Measured> gaps(
      String what,
      String bits,
      int[] points,
      double[] logLikelihood,
      double[] elboOwn,
      double[] elboOptimal) {
    return List.of(
        new Measured(what, "log p̂", "nats", bits, points, logLikelihood),
        new Measured(what, "L[q]", "nats", bits, points, elboOwn),
        new Measured(what, "L[q*]", "nats", bits, points, elboOptimal),
        difference(what, "approximation gap", bits, points, logLikelihood, elboOptimal),
        difference(what, "amortization gap", bits, points, elboOptimal, elboOwn));
  }

  private static Measured difference(
      String what, String gap, String bits, int[] points, double[] minuend, double[] subtrahend) {
    double[] values = new double[minuend.length];
    Arrays.setAll(values, i -> minuend[i] - subtrahend[i]);
    return new Measured(what, gap, "nats", bits, points, values);
  }

  /// Whether all values are.
  public boolean allFinite() {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /// Whether this has the form of what a run writes.
  boolean fits() {
    return values.length == Math.max(1, points.length);
  }
}
