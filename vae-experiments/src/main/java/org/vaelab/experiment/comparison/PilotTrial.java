package org.vaelab.experiment.comparison;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// What a short training led to.
///
/// @param heldOut L\[q*] of each of the N images that judge it, in nats; empty where the training
///     diverged
public record PilotTrial(Strategy strategy, Tuning tuning, double[] heldOut) {
  boolean fits(Strategy of, Tuning with, int images) {
    return strategy == of
        && with.equals(tuning)
        && (heldOut.length == 0 || StoredNumbers.finite(images, heldOut));
  }

  /// The mean by which the pilot chooses; empty where the training diverged.
  OptionalDouble mean() {
    return Arrays.stream(heldOut).average();
  }

  String shown() {
    return heldOut.length == 0 ? "diverged" : Estimate.of(heldOut).toString();
  }
}
