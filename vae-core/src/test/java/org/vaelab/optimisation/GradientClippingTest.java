package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.HostArrays;

class GradientClippingTest {
  private static final List<String> NAMES = List.of("W", "b");

  private static float[] normal(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }

  /// Two gradients, a limit of some share of their joint norm, and one more that is not clipped.
  @Property(tries = 100)
  void allAreScaledAlikeToTheLimit(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @DoubleRange(min = 0.1, max = 3) double share) {
    Assume.that(Math.abs(share - 1) > 1e-4);
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = normal(random, 3 * rows);
    float[] bias = normal(random, 3);
    double norm = Math.sqrt(squares(weights) + squares(bias));
    double limit = share * norm;
    try (INDArray w = HostArrays.create(DataType.FLOAT, weights, rows, 3);
        INDArray b = HostArrays.create(DataType.FLOAT, bias, 1, 3);
        INDArray other = HostArrays.create(DataType.FLOAT, bias, 1, 3)) {
      Map<String, INDArray> gradients = Map.of("W", w, "b", b, "other", other);
      double before = GradientClipping.clip(NAMES, gradients::get, limit);
      assertThat(before).isCloseTo(norm, Offset.offset(1e-5 * norm));
      double scale = share < 1 ? share : 1;
      assertScaled(HostArrays.floats(w), weights, scale);
      assertScaled(HostArrays.floats(b), bias, scale);
      assertThat(HostArrays.floats(other)).containsExactly(bias);
    }
  }

  /// Exactly the same where nothing is clipped.
  private static void assertScaled(float[] actual, float[] before, double scale) {
    for (int i = 0; i < before.length; i++) {
      double allowed = scale == 1 ? 0 : 1e-5 * Math.abs(before[i]) + 1e-12;
      assertThat((double) actual[i]).isCloseTo(scale * before[i], Offset.offset(allowed));
    }
  }
}
