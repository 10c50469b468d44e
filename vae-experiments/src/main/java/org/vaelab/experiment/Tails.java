package org.vaelab.experiment;

import java.util.Arrays;
import org.vaelab.statistics.ParetoTail;

/// Whether importance weights let an estimate be trusted, in words.
public final class Tails {
  private Tails() {}

  /// @param shapes Pareto k̂ of the weights of each image
  public static String sentence(double[] shapes) {
    long heavy = Arrays.stream(shapes).filter(shape -> shape > ParetoTail.THRESHOLD).count();
    return "k̂, the heaviness of the tail of the importance weights, is above %s at %d of %d test images%s"
        .formatted(
            ParetoTail.THRESHOLD,
            heavy,
            shapes.length,
            heavy == 0
                ? "."
                : ": q is narrower than the posterior there and log p̂ too low; more samples, or q* as proposal (gaps), bring it closer.");
  }
}
