package org.vaelab.experiment;

import java.nio.file.Path;

/// What no stored result can be, whatever its file says of itself.
public final class Plausibility {
  private static final double STANDARD_ERRORS = 10;

  private Plausibility() {}

  /// A probability is at most 1, and the estimate of one is above it by chance at most.
  ///
  /// @param file where the values are stored
  /// @param logProbability estimates of log p(x) of discrete x, `[N]`, in nats
  /// @param standardError of each; NaN counts as 0
  /// @throws ExperimentException naming the file and the first value that is too large or NaN
  public static void requireProbabilities(
      Path file, double[] logProbability, double[] standardError) {
    for (int i = 0; i < logProbability.length; i++) {
      double error = Double.isNaN(standardError[i]) ? 0 : standardError[i];
      if (!(logProbability[i] <= 1e-3 + STANDARD_ERRORS * error)) {
        throw new ExperimentException(
            "%s cannot be right: a log-probability is at most 0, and data point %d has %s; delete it to compute it anew."
                .formatted(file, i, logProbability[i]));
      }
    }
  }
}
