package org.vaelab.experiment.comparison;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Where the curves of all trainings are read to compare decoders that got the same amount of
/// something.
///
/// @param what they got the same amount of
/// @param axis its value at a moment
record Place(String what, ToDoubleFunction<Moment> axis) {
  static final Place EPOCHS = new Place("epochs", Moment::epochs);
  static final Place GRADIENTS = new Place("gradients", Moment::gradientEvaluations);
  static final Place SECONDS = new Place("seconds", Moment::seconds);

  /// The most that every training got.
  double most(List<Training> trainings) {
    return trainings.stream()
        .mapToDouble(training -> axis.applyAsDouble(training.moments().getLast()))
        .min()
        .orElseThrow();
  }

  /// log p̂ of each test point at some place on the axis, by a straight line between two moments of
  /// a training; that of the first moment for a place before it.
  double[] logLikelihood(Training training, double x) {
    Moment before = training.moments().getFirst();
    for (Moment moment : training.moments()) {
      double at = axis.applyAsDouble(moment);
      if (at >= x) {
        double from = axis.applyAsDouble(before);
        double weight = at > from ? Math.clamp((x - from) / (at - from), 0, 1) : 1;
        return mixed(before.logLikelihood(), moment.logLikelihood(), weight);
      }
      before = moment;
    }
    return before.logLikelihood();
  }

  private static double[] mixed(double[] one, double[] other, double weight) {
    double[] values = new double[one.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (1 - weight) * one[i] + weight * other[i];
    }
    return values;
  }
}
