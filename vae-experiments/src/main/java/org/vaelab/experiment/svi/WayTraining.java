package org.vaelab.experiment.svi;

import java.util.Arrays;
import java.util.List;
import org.vaelab.experiment.StoredNumbers;

/// A training of a way with the rates that were chosen, from one seed, measured on the same test
/// images, bits and noise at the same moments as all others.
///
/// @param moments fewer where it took fewer steps, none where it diverged
public record WayTraining(Way way, Rates rates, long seed, int[] points, List<Moment> moments) {

  /// @param gradients of one image's bound, per training image
  /// @param seconds of training, measurements not included
  /// @param logLikelihood log p̂ of each test image, `[N]`, in nats
  /// @param elbo L\[q] of each, q by steps from the prior, `[N]`
  public record Moment(double gradients, double seconds, double[] logLikelihood, double[] elbo) {}

  boolean fits(Way of, Rates with, long ofSeed, int[] ofPoints, int most) {
    return way.equals(of)
        && rates.equals(with)
        && seed == ofSeed
        && Arrays.equals(points, ofPoints)
        && moments.size() <= most
        && moments.stream()
            .allMatch(
                moment ->
                    StoredNumbers.areCosts(moment.gradients(), moment.seconds())
                        && StoredNumbers.finite(
                            points.length, moment.logLikelihood(), moment.elbo()));
  }

  boolean diverged() {
    return moments.isEmpty();
  }

  Moment end() {
    return moments.getLast();
  }
}
