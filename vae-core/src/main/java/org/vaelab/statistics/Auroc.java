package org.vaelab.statistics;

import java.util.Arrays;

/// The area under the receiver operating characteristic: the probability that a score of one kind
/// exceeds a score of the other, ties counted half (Mann and Whitney 1947). 1 tells them apart
/// always, 0.5 never, and below 0.5 the scores point the wrong way.
///
/// @param area from 0 to 1
/// @param standardError over both sets of scores (DeLong, DeLong and Clarke-Pearson 1988); 0 where
///     the kinds do not overlap, which then says nothing
public record Auroc(double area, double standardError) {

  /// @param higher scores of the kind that is expected above
  /// @param lower scores of the other
  /// @throws IllegalArgumentException if there are fewer than two of a kind or one is NaN
  public static Auroc of(double[] higher, double[] lower) {
    if (higher.length < 2 || lower.length < 2 || hasNaN(higher) || hasNaN(lower)) {
      throw new IllegalArgumentException(
          "An AUROC needs at least two scores of each kind and none that is NaN; there are %d and %d."
              .formatted(higher.length, lower.length));
    }
    Estimate above = Estimate.of(placements(higher, lower));
    Estimate below = Estimate.of(placements(lower, higher));
    return new Auroc(above.mean(), Math.hypot(above.standardError(), below.standardError()));
  }

  private static boolean hasNaN(double[] scores) {
    return Arrays.stream(scores).anyMatch(Double::isNaN);
  }

  /// Of each score, the part of the others that it exceeds.
  private static double[] placements(double[] scores, double[] others) {
    double[] sorted = others.clone();
    Arrays.sort(sorted);
    return Arrays.stream(scores)
        .map(s -> 0.5 * (countBelow(sorted, s, false) + countBelow(sorted, s, true)))
        .map(count -> count / sorted.length)
        .toArray();
  }

  private static int countBelow(double[] sorted, double score, boolean orEqual) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < score || (orEqual && sorted[middle] == score)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public String toString() {
    return "%.3f ± %.3f".formatted(area, standardError);
  }
}
