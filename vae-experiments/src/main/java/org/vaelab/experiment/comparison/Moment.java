package org.vaelab.experiment.comparison;

import java.util.Arrays;
import org.vaelab.experiment.StoredNumbers;

/// What was measured of a model during its training, on the same test points, bits and noise at
/// each moment of each model.
///
/// @param number from 1
/// @param epochs passes over the training set since the start
/// @param gradientEvaluations gradients of one data point's bound since the start
/// @param seconds of training since the start, measurements not included
/// @param points indices of the N test points
/// @param logLikelihood log p̂ with proposal q*, `[N]`, in nats
/// @param elboOwn L[q], q by the model's own inference, `[N]`
/// @param elboOptimal L[q*], `[N]`
public record Moment(
    int number,
    double epochs,
    long gradientEvaluations,
    double seconds,
    int[] points,
    double[] logLikelihood,
    double[] elboOwn,
    double[] elboOptimal) {

  boolean fits(int ofNumber, int[] ofPoints) {
    return number == ofNumber
        && StoredNumbers.areCosts(epochs, gradientEvaluations, seconds)
        && Arrays.equals(points, ofPoints)
        && StoredNumbers.finite(points.length, logLikelihood, elboOwn, elboOptimal);
  }
}
