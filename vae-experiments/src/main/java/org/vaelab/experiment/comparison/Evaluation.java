package org.vaelab.experiment.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// What was measured of one model on points of one split: per-datum values on the same points, bits
/// and evaluation noise.
///
/// @param model what tables call it: a [Strategy] or DL4J's layer
/// @param seed of its training
/// @param split `train` or `test`
/// @param points indices of the N data points in the split
/// @param bitsSha256 hash of the frozen bits of these points
/// @param logLikelihood log p̂_K with proposal q*, `[N]`, in nats
/// @param logLikelihoodError its Monte Carlo standard error, `[N]`
/// @param effectiveSampleSize of the importance weights, `[N]`
/// @param elboOwn L[q], q by the model's own inference, `[N]`
/// @param elboOptimal L[q*], `[N]`
/// @param optimalSteps mean number of steps that the optimisation of q* took
/// @param curveSamples values of K of the two curves
/// @param curve mean log p̂_K over the points for each of them, proposal q*
/// @param curveError its standard error over the points
/// @param priorCurve the same with the prior as proposal (naive Monte Carlo); empty where that was
///     not asked for
/// @param priorCurveError its standard error over the points
public record Evaluation(
    String model,
    long seed,
    String split,
    int[] points,
    String bitsSha256,
    double[] logLikelihood,
    double[] logLikelihoodError,
    double[] effectiveSampleSize,
    double[] elboOwn,
    double[] elboOptimal,
    double optimalSteps,
    double[] curveSamples,
    double[] curve,
    double[] curveError,
    double[] priorCurve,
    double[] priorCurveError) {

  /// Whether this has the form of what is measured of a model on the given points.
  public boolean fits(
      String ofModel, long ofSeed, String ofSplit, int[] ofPoints, int samples, boolean withPrior) {
    return model.equals(ofModel)
        && seed == ofSeed
        && split.equals(ofSplit)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, logLikelihood, elboOwn, elboOptimal)
        && StoredNumbers.each(points.length, logLikelihoodError, effectiveSampleSize)
        && StoredNumbers.areErrors(logLikelihoodError)
        && curveSamples.length > 0
        && StoredNumbers.ascending(curveSamples)
        && curveSamples[0] >= 1
        && curveSamples[curveSamples.length - 1] == samples
        && StoredNumbers.finite(curveSamples.length, curve)
        && StoredNumbers.each(curveSamples.length, curveError)
        && StoredNumbers.finite(withPrior ? curveSamples.length : 0, priorCurve)
        && StoredNumbers.each(withPrior ? curveSamples.length : 0, priorCurveError)
        && StoredNumbers.areErrors(curveError)
        && StoredNumbers.areErrors(priorCurveError);
  }

  static Evaluation of(
      String model,
      long seed,
      String split,
      int[] points,
      String bitsSha256,
      double[] elboOwn,
      LikelihoodEstimates optimal,
      Optional<LikelihoodEstimates> prior,
      double optimalSteps) {
    return new Evaluation(
        model,
        seed,
        split,
        points,
        bitsSha256,
        optimal.logLikelihood(),
        optimal.standardError(),
        optimal.effectiveSampleSize(),
        elboOwn,
        optimal.elbo(),
        optimalSteps,
        optimal.curve().stream().mapToDouble(LikelihoodEstimates.CurvePoint::samples).toArray(),
        means(optimal.curve()),
        errors(optimal.curve()),
        prior.map(p -> means(p.curve())).orElse(new double[0]),
        prior.map(p -> errors(p.curve())).orElse(new double[0]));
  }

  /// The same decoder with another way to q.
  Evaluation withOwn(String other, double[] elbo) {
    return new Evaluation(
        other,
        seed,
        split,
        points,
        bitsSha256,
        logLikelihood,
        logLikelihoodError,
        effectiveSampleSize,
        elbo,
        elboOptimal,
        optimalSteps,
        curveSamples,
        curve,
        curveError,
        new double[0],
        new double[0]);
  }

  private static double[] means(List<LikelihoodEstimates.CurvePoint> curve) {
    return curve.stream().mapToDouble(p -> Estimate.of(p.logLikelihood()).mean()).toArray();
  }

  private static double[] errors(List<LikelihoodEstimates.CurvePoint> curve) {
    return curve.stream()
        .mapToDouble(p -> Estimate.of(p.logLikelihood()).standardError())
        .toArray();
  }

  public InferenceGap gap() {
    return InferenceGap.of(logLikelihood, elboOwn, elboOptimal);
  }
}
