package org.vaelab.experiment;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.evidence.diagnostics.LatentUse;
import org.vaelab.evidence.diagnostics.MutualInformation;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// How a model uses its latent dimensions, as text and table, from the diagonal Gaussian q of some
/// images.
///
/// @param information I_q(x; z) of the same images
public record LatentReport(LatentUse use, MutualInformation information) {
  private static final int SAMPLES = 10;

  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
  /// @return nothing for a single image: its spread over images is unknown
  public static Optional<LatentReport> of(float[] phi, LatentVariableModel model, long seed) {
    if (phi.length < 4 * model.latentSize()) {
      return Optional.empty();
    }
    return Optional.of(
        new LatentReport(
            LatentUse.of(phi, model, LatentUse.STANDARD_THRESHOLD),
            MutualInformation.estimate(
                phi, model.latentSize(), SAMPLES, NoiseSource.of(seed, Purpose.SAMPLING))));
  }

  /// One row per latent dimension.
  public Table<Integer> perDimension() {
    return Table.of(IntStream.range(0, use.kl().length).boxed().toList())
        .csv("dimension", d -> d)
        .csv("variance_of_mean", d -> use.meanVariance()[d])
        .csv("variance_of_mean_se", d -> use.meanVarianceError()[d])
        .csv("active", d -> use.meanVariance()[d] > use.threshold())
        .estimate("kl", "", "", d -> use.kl()[d]);
  }

  /// Sentences about active units, KL, mutual information and collapse.
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d of %d latent dimensions are active (variance of the posterior mean over %d images above %s); KL(q ‖ p(z)) is %.2f nats in all. "
            .formatted(
                use.activeUnits(), use.kl().length, use.points(), use.threshold(), use.totalKl()));
    text.append(
        "I_q(x; z) lies between %s (biased down, at most log N = %.2f) and %s (biased up) nats, from %d samples an image."
            .formatted(
                information.lower(),
                information.ceiling(),
                information.upper(),
                information.samples()));
    use.collapseWarning().ifPresent(warning -> text.append(" **WARNING:** ").append(warning));
    return text.toString();
  }
}
