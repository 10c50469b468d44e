package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every size around the blocks' edges, at any alignment and stride, and nothing written beside the
/// transpose.
class TranspositionTest {
  private static final int[] SIZES = {1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 50};

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(VectorModule.available()).isTrue();
  }

  @Test
  void rowsBecomeColumns() {
    SplittableRandom random = new SplittableRandom(3);
    for (int rows : SIZES) {
      for (int columns : SIZES) {
        rowsBecomeColumns(random, rows, columns);
      }
    }
    rowsBecomeColumns(random, 200, 784);
  }

  private static void rowsBecomeColumns(SplittableRandom random, int rows, int columns) {
    try (Arena arena = Arena.ofConfined()) {
      GuardedFloats x = new GuardedFloats(arena, random, rows, columns).fill(random, -1, 1);
      GuardedFloats y = new GuardedFloats(arena, random, columns, rows);
      Transposition.run(rows, columns, x.address(), 4L * x.stride(), y.address(), 4L * y.stride());
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          if (y.get(j, i) != x.get(i, j)) {
            assertThat(y.get(j, i))
                .as("of %d by %d at %d, %d", rows, columns, j, i)
                .isEqualTo(x.get(i, j));
          }
        }
      }
      y.assertGuardsUntouched("the transpose of %d by %d".formatted(rows, columns));
    }
  }
}
