package org.vaelab.experiment.svi;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.experiment.StoredNumbers;

/// A training that helps to choose a way's rates.
///
/// @param heldOut L\[q] of each of the N held-out training images, in nats; empty where the
///     training diverged
public record WayTrial(Way way, Rates rates, double[] heldOut) {
  boolean fits(Way of, Rates with, int images) {
    return way.equals(of)
        && rates.equals(with)
        && (heldOut.length == 0 || StoredNumbers.finite(images, heldOut));
  }

  boolean isSameAs(WayTrial other) {
    return way.equals(other.way) && rates.equals(other.rates);
  }

  /// Empty where the training diverged.
  OptionalDouble mean() {
    return Arrays.stream(heldOut).average();
  }

  /// Empty if all diverged.
  static Optional<Rates> best(List<WayTrial> trials) {
    return trials.stream()
        .filter(trial -> trial.mean().isPresent())
        .max(Comparator.comparingDouble(trial -> trial.mean().getAsDouble()))
        .map(WayTrial::rates);
  }
}
