package org.vaelab.nativemath;

import org.vaelab.parallel.Workers;

/// Adam's update of arrays: a single pass over each, all on all threads at once.
public final class AdamPass {
  // Below it, waking the other threads costs more than they save, and an array is one thread's.
  private static final int COUNT_FOR_THREADS = 8192;
  private static final int FIELDS = 5;

  private final double beta1;
  private final double beta2;
  private final float rate;
  private final float epsilon;
  private final long[] table;
  private int arrays;
  private long total;

  /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p + rate·m / (√v + ε)
  ///
  /// @param most arrays that there can be
  public AdamPass(double beta1, double beta2, float rate, float epsilon, int most) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.rate = rate;
    this.epsilon = epsilon;
    table = new long[FIELDS * most];
  }

  /// Adds p, g, m and v of `count` floats each.
  public AdamPass add(long p, long g, long m, long v, int count) {
    int at = FIELDS * arrays++;
    table[at] = p;
    table[at + 1] = g;
    table[at + 2] = m;
    table[at + 3] = v;
    table[at + 4] = count;
    total += count;
    return this;
  }

  /// Updates all that were added.
  public void run() {
    Workers workers = Workers.shared();
    if (total < COUNT_FOR_THREADS || !workers.acquire()) {
      run(0, 1);
      return;
    }
    try {
      workers.run(this::run);
    } finally {
      workers.release();
    }
  }

  private void run(int part, int parts) {
    for (int i = 0; i < arrays; i++) {
      int at = FIELDS * i;
      int count = (int) table[at + 4];
      if (count < COUNT_FOR_THREADS) {
        if (i % parts == part) {
          update(at, 0, count);
        }
      } else {
        int to = part + 1 == parts ? count : bound(count, part + 1, parts);
        update(at, bound(count, part, parts), to);
      }
    }
  }

  private static int bound(int count, int part, int parts) {
    return (int) ((long) count * part / parts) & -16;
  }

  private void update(int at, int from, int to) {
    long skipped = 4L * from;
    AdamLoop.run(
        table[at] + skipped,
        table[at + 1] + skipped,
        table[at + 2] + skipped,
        table[at + 3] + skipped,
        to - from,
        beta1,
        beta2,
        rate,
        epsilon);
  }
}
