package org.vaelab.evidence.diagnostics;

import java.util.List;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Bootstrap;
import org.vaelab.statistics.Estimate;

/// Mean log p̂_K over data points as K grows. A curve that still rises at its end says that the
/// last number is a bound and no estimate.
///
/// @param points in ascending K
public record SampleCurve(List<Point> points) {
  private static final int REPLICATES = 1000;

  /// @param samples K
  /// @param mean of log p̂_K over the data points, in nats
  /// @param standardError of the mean, by bootstrap over the data points
  /// @param belowLast how far the mean lies below that of the largest K
  /// @param belowLastError its paired standard error, by bootstrap over the data points
  public record Point(
      int samples, double mean, double standardError, double belowLast, double belowLastError) {}

  public SampleCurve {
    points = List.copyOf(points);
  }

  public static SampleCurve of(LikelihoodEstimates estimates, NoiseSource<Purpose.Sampling> noise) {
    double[] last = estimates.logLikelihood();
    return new SampleCurve(
        estimates.curve().stream()
            .map(
                point -> {
                  double[] values = point.logLikelihood();
                  double[] below = new double[values.length];
                  for (int i = 0; i < values.length; i++) {
                    below[i] = last[i] - values[i];
                  }
                  return new Point(
                      point.samples(),
                      Estimate.of(values).mean(),
                      Bootstrap.standardError(values, REPLICATES, noise.at(point.samples())),
                      Estimate.of(below).mean(),
                      Bootstrap.standardError(below, REPLICATES, noise.at(point.samples())));
                })
            .toList());
  }
}
