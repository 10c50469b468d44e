package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionsTest {
  private static final int COUNT = 787;
  // Enough for the compiler.
  private static final int REPEATS = 50_000;

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(VectorModule.available()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 64, 784, 787, 1024, 5000})
  void aSumOfLogarithmsIsThatOfItsTerms(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    double exact = 0;
    for (int i = 0; i < count; i++) {
      // Of all magnitudes, and ones, which make the largest product.
      values[i] = i % 3 == 0 ? 1 : (float) Math.exp(-random.nextDouble(0, 20));
      exact += Math.log1p(values[i]);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
      assertThat((double) Reductions.sumOfLog1p(x.address(), count))
          .isCloseTo(exact, Offset.offset(1e-6 * (1 + exact)));
      x.setAtIndex(ValueLayout.JAVA_FLOAT, count - 1, Float.NaN);
      assertThat(Reductions.sumOfLog1p(x.address(), count)).isNaN();
    }
  }

  /// A run and its repetition in a process that is warm already must agree to the bit.
  @Test
  void aSumIsTheSameBeforeAndAfterItsCompilation() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[COUNT];
    double exact = 0;
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
      exact += values[i];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
      float first = Reductions.sum(x.address(), COUNT);
      assertThat((double) first).isCloseTo(exact, Offset.offset(1e-4));
      for (int i = 0; i < REPEATS; i++) {
        assertThat(Reductions.sum(x.address(), COUNT) == first).isTrue();
      }
    }
  }
}
