package org.vaelab.experiment.comparison;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.statistics.Estimate;

/// What a training of the pilot led to.
///
/// @param whole whether it had the whole training set and budget, less the images that judge it
/// @param heldOut L\[q*] of each of the N images that judge it, in nats; empty where the training
///     diverged
public record PilotTrial(Strategy strategy, Tuning tuning, boolean whole, double[] heldOut) {
  boolean fits(Strategy of, Tuning with, boolean ofWhole, int images) {
    return strategy == of
        && with.equals(tuning)
        && whole == ofWhole
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
