package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Rows of floats in native memory, at any alignment, with guards before, between and behind them
/// that nobody may write to.
final class GuardedFloats {
  private static final float GUARD = -77.25f;
  private static final int ZONE = 64;

  private final MemorySegment segment;
  private final int start;
  private final int rows;
  private final int columns;
  private final int stride;

  GuardedFloats(Arena arena, SplittableRandom random, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    stride = columns + random.nextInt(20);
    start = ZONE + random.nextInt(16);
    segment = arena.allocate(ValueLayout.JAVA_FLOAT, start + (long) rows * stride + ZONE);
    for (long i = 0; i < segment.byteSize() / Float.BYTES; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, GUARD);
    }
  }

  /// Fills the rows with values from `low` to `high`.
  GuardedFloats fill(SplittableRandom random, double low, double high) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        set(row, column, (float) random.nextDouble(low, high));
      }
    }
    return this;
  }

  long address() {
    return segment.address() + (long) start * Float.BYTES;
  }

  int stride() {
    return stride;
  }

  float get(int row, int column) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, start + (long) row * stride + column);
  }

  void set(int row, int column, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, start + (long) row * stride + column, value);
  }

  void assertGuardsUntouched(String what) {
    for (long i = 0; i < segment.byteSize() / Float.BYTES; i++) {
      long at = i - start;
      boolean inside = at >= 0 && at < (long) rows * stride && at % stride < columns;
      if (!inside && segment.getAtIndex(ValueLayout.JAVA_FLOAT, i) != GUARD) {
        assertThat(at).as("position of a write outside the result of %s", what).isNull();
      }
    }
  }
}
