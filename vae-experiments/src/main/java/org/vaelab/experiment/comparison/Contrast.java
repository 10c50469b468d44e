package org.vaelab.experiment.comparison;

import java.util.List;
import java.util.Locale;
import org.vaelab.statistics.Estimate;

/// The difference of two quantities that were measured on the same images for the same seeds.
///
/// @param mean over images and seeds, in nats
/// @param overImages standard error over the images, of differences that are means over the seeds
/// @param overSeeds standard error over the seeds, of differences that are means over the images;
///     NaN for one seed
public record Contrast(double mean, double overImages, double overSeeds) {
  private static final double RESOLVED = 2;

  /// @param minuend per seed, `[N]` each
  /// @param subtrahend per seed, `[N]` each
  public static Contrast of(List<double[]> minuend, List<double[]> subtrahend) {
    double[] images = new double[minuend.getFirst().length];
    double[] seeds = new double[minuend.size()];
    for (int s = 0; s < seeds.length; s++) {
      for (int i = 0; i < images.length; i++) {
        double difference = minuend.get(s)[i] - subtrahend.get(s)[i];
        images[i] += difference / seeds.length;
        seeds[s] += difference / images.length;
      }
    }
    Estimate mean = Estimate.of(images);
    return new Contrast(mean.mean(), mean.standardError(), Estimate.of(seeds).standardError());
  }

  /// Both errors together; what is not known counts as 0.
  public double uncertainty() {
    return Math.hypot(known(overImages), known(overSeeds));
  }

  private static double known(double error) {
    return Double.isNaN(error) ? 0 : error;
  }

  /// Whether it is more than twice its uncertainty, where that is known.
  public boolean resolved() {
    return !Double.isNaN(overImages) && Math.abs(mean) > RESOLVED * uncertainty();
  }

  /// Such as `1.20 ± 0.31`.
  public String text() {
    return String.format(Locale.ROOT, "%.2f ± %.2f", mean, uncertainty());
  }

  /// How one thing lies beside another, as a clause.
  public String between(String one, String other) {
    return resolved()
        ? String.format(
            Locale.ROOT,
            "%s is %.2f ± %.2f nats %s %s",
            one,
            Math.abs(mean),
            uncertainty(),
            mean > 0 ? "above" : "below",
            other)
        : "%s and %s are not told apart (%s nats)".formatted(one, other, text());
  }
}
