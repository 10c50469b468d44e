package org.vaelab.experiment.estimators;

import java.util.List;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.diagnostics.SampleCurve;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What one estimator gave on all points.
///
/// @param estimator its name
/// @param steps estimates in ascending cost: growing K of one run, or one run per number of
///     temperatures
/// @param curve mean log p̂_K with bootstrap errors, for importance sampling; else empty
record Measurement(String estimator, List<Step> steps, List<SampleCurve.Point> curve) {

  Measurement {
    steps = List.copyOf(steps);
    curve = List.copyOf(curve);
  }

  /// Whether this has the form of what an estimator with up to so many samples gives on so many
  /// points.
  boolean fits(String name, int points, int samples) {
    return estimator.equals(name)
        && !steps.isEmpty()
        && steps.stream().allMatch(step -> step.fits(points, step == last()))
        && last().setting().equals("K = " + samples)
        && StoredNumbers.ascending(steps.stream().mapToDouble(Step::evaluations).toArray())
        && curve.stream()
            .allMatch(
                point ->
                    point.samples() >= 1
                        && point.samples() <= samples
                        && StoredNumbers.finite(1, new double[] {point.mean()})
                        && StoredNumbers.finite(1, new double[] {point.belowLast()})
                        && StoredNumbers.areErrors(point.standardError(), point.belowLastError()));
  }

  /// Estimates at one cost.
  ///
  /// @param setting such as `K = 100`
  /// @param evaluations of the decoder per point; a gradient counts as one
  /// @param seconds of wall-clock time for all points; NaN within a run
  /// @param logLikelihood log p̂(x), `[N]`
  /// @param standardError its Monte Carlo standard error, `[N]`; empty within a run
  /// @param effectiveSampleSize of the weights, `[N]`; empty within a run
  /// @param paretoShape k̂ of the weights, `[N]`; empty within a run and for annealing
  /// @param unreliable positions of points whose weights have k̂ above 0.7
  record Step(
      String setting,
      double evaluations,
      double seconds,
      double[] logLikelihood,
      double[] standardError,
      double[] effectiveSampleSize,
      double[] paretoShape,
      int[] unreliable) {

    /// Whether this has the form of estimates on so many points.
    ///
    /// @param complete whether it is the last of a run
    boolean fits(int points, boolean complete) {
      return StoredNumbers.areCosts(evaluations)
          && (Double.isNaN(seconds) || StoredNumbers.areCosts(seconds))
          && StoredNumbers.finite(points, logLikelihood)
          && StoredNumbers.each(complete ? points : 0, standardError, effectiveSampleSize)
          && StoredNumbers.areErrors(standardError)
          && (paretoShape.length == 0 || paretoShape.length == points)
          && StoredNumbers.indices(unreliable, paretoShape.length);
    }
  }

  static Measurement of(
      String estimator,
      LikelihoodEstimates estimates,
      double seconds,
      NoiseSource<Purpose.Sampling> noise) {
    return new Measurement(
        estimator,
        estimates.curve().stream()
            .map(
                point -> {
                  boolean last = point.samples() == estimates.samples();
                  return new Step(
                      "K = " + point.samples(),
                      point.samples(),
                      last ? seconds : Double.NaN,
                      point.logLikelihood(),
                      last ? estimates.standardError() : new double[0],
                      last ? estimates.effectiveSampleSize() : new double[0],
                      last ? estimates.paretoShape() : new double[0],
                      last ? estimates.unreliable() : new int[0]);
                })
            .toList(),
        SampleCurve.of(estimates, noise).points());
  }

  static Step of(int temperatures, AnnealedEstimates estimates, double seconds) {
    return new Step(
        "T = " + temperatures,
        (double) estimates.evaluations() / estimates.logLikelihood().length,
        seconds,
        estimates.logLikelihood(),
        estimates.standardError(),
        estimates.effectiveSampleSize(),
        new double[0],
        new int[0]);
  }

  Step last() {
    return steps.getLast();
  }
}
