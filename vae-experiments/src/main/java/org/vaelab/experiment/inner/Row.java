package org.vaelab.experiment.inner;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// What an optimiser costs from a start.
///
/// @param gradients where it arrives at the fewest gradients, for each model where it does
/// @param seconds where it arrives soonest, likewise
/// @param models how many there are
record Row(Start start, Method method, List<Arrival> gradients, List<Arrival> seconds, int models) {

  /// The median over the models; none if it does not arrive with every model.
  OptionalDouble medianGradients() {
    return median(gradients);
  }

  /// The same of the seconds for an image.
  OptionalDouble medianSeconds() {
    return median(seconds);
  }

  private OptionalDouble median(List<Arrival> arrivals) {
    if (arrivals.size() < models) {
      return OptionalDouble.empty();
    }
    double[] sorted = arrivals.stream().mapToDouble(Arrival::cost).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
