package org.vaelab.experiment.train;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.evidence.diagnostics.ActiveUnits;
import org.vaelab.experiment.LatentReport;
import org.vaelab.experiment.Table;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// How a model uses its latent dimensions, whatever its prior and family.
///
/// @param units from samples of q
/// @param closed the same in closed form and more, where q is a diagonal Gaussian and p(z) N(0, I)
public record LatentSummary(ActiveUnits units, Optional<LatentReport> closed) {
  /// How many images are enough.
  public static final int POINTS = 500;
  private static final int SAMPLES = 50;
  private static final long PART = 2;

  /// @param q of test images, not many more than [#POINTS]: the cost grows with their square
  /// @return nothing for a single image: its spread over images is unknown
  public static Optional<LatentSummary> of(Session session, LocalPosteriors q, long seed) {
    if (q.count() < 2) {
      return Optional.empty();
    }
    boolean closed =
        q.family() instanceof DiagonalGaussianFamily
            && session.model().prior() instanceof StandardNormal;
    return Optional.of(
        new LatentSummary(
            ActiveUnits.of(session, q, SAMPLES, NoiseSource.of(seed, Purpose.SAMPLING).part(PART)),
            closed ? LatentReport.of(q.phi().rows(), session.model(), seed) : Optional.empty()));
  }

  int active() {
    return closed.map(report -> report.use().activeUnits()).orElse(units.count());
  }

  int dimensions() {
    return units.meanVariance().length;
  }

  /// One row per latent dimension.
  Table<Integer> perDimension() {
    return closed
        .map(LatentReport::perDimension)
        .orElseGet(
            () ->
                Table.of(IntStream.range(0, dimensions()).boxed().toList())
                    .csv("dimension", d -> d)
                    .csv("variance_of_mean", d -> units.meanVariance()[d])
                    .csv("active", d -> units.meanVariance()[d] > units.threshold()));
  }

  /// Sentences about active units and KL.
  public String text() {
    return closed
        .map(LatentReport::text)
        .orElseGet(
            () ->
                "%d of %d latent dimensions are active (variance of the posterior mean over %d images above %s); KL(q ‖ p(z)) is %s nats in all, both from %d samples an image."
                    .formatted(
                        active(),
                        dimensions(),
                        units.points(),
                        units.threshold(),
                        units.divergence(),
                        SAMPLES));
  }
}
