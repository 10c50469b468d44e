package org.vaelab.plot;

import java.util.BitSet;

/// Chooses which points of a long series are drawn.
final class Thinning {

  /// Series up to this long are drawn whole, longer ones with at most as many points.
  static final int MOST = 500;

  private static final int BUCKETS = (MOST - 2) / 3;

  private Thinning() {}

  /// Indices of the points to draw, in order: the first, the last, and of each of equally long
  /// stretches the lowest, the highest and the first non-finite one, so that no spike and no gap
  /// disappears. The same series always gives the same indices.
  static int[] indices(Series series) {
    int n = series.size();
    BitSet kept = new BitSet(n);
    if (n <= MOST) {
      kept.set(0, n);
      return kept.stream().toArray();
    }
    kept.set(0);
    kept.set(n - 1);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int from = (int) ((long) bucket * n / BUCKETS);
      int to = (int) ((long) (bucket + 1) * n / BUCKETS);
      int lowest = -1;
      int highest = -1;
      int missing = -1;
      for (int i = from; i < to; i++) {
        if (!series.hasPoint(i)) {
          missing = missing < 0 ? i : missing;
        } else {
          lowest = lowest < 0 || series.y()[i] < series.y()[lowest] ? i : lowest;
          highest = highest < 0 || series.y()[i] > series.y()[highest] ? i : highest;
        }
      }
      for (int i : new int[] {lowest, highest, missing}) {
        if (i >= 0) {
          kept.set(i);
        }
      }
    }
    return kept.stream().toArray();
  }
}
