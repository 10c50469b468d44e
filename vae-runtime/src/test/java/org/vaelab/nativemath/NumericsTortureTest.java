package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.Torture;

/// Loops of random sizes, the edges of vectors, tiles and blocks among them, against double
/// precision, with guards around what they write.
@Tag("torture")
class NumericsTortureTest {
  private static final double EPSILON = Math.ulp(1f);
  private static final int[] EDGES = {
    1, 6, 7, 8, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97, 127, 128, 129, 1023,
    1024, 1025, 2047, 2048
  };
  // Where products of the numbers of vectors and panels leave an int.
  private static final int[] WIDE = {1_284_224, 1_284_240, 1_285_956, 1_310_719, 2_097_153};

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(VectorModule.available()).isTrue();
  }

  private static int size(SplittableRandom random, int most) {
    int size =
        random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : 1 + random.nextInt(most);
    return Math.min(size, most);
  }

  private static void requireClose(double expected, float actual, double error, String what) {
    boolean close =
        Double.isNaN(expected) ? Float.isNaN(actual) : Math.abs(actual - expected) <= error;
    if (!close && actual != (float) expected) {
      assertThat(actual).as(what).isEqualTo((float) expected);
    }
  }

  @Test
  void products() {
    SplittableRandom random = Torture.random("products");
    int done = 0;
    for (int attempt = 0; done < Torture.tries() && attempt < 1000 * Torture.tries(); attempt++) {
      boolean wide = random.nextInt(25) == 0;
      boolean transposeA = random.nextBoolean();
      int m = wide ? 6 + random.nextInt(3) : size(random, 200);
      int n = wide ? WIDE[random.nextInt(WIDE.length)] : size(random, 300);
      int k = wide ? 1 : size(random, 200);
      MatrixProduct product =
          random.nextBoolean() ? MatrixProduct.standard() : new MatrixProduct(new NarrowTiles());
      if (product.suits(m, n, k)) {
        product(product, random, transposeA, m, n, k);
        done++;
      }
    }
    assertThat(done).isEqualTo(MatrixProduct.standard().suits(6, 64, 1) ? Torture.tries() : 0);
  }

  private static void product(
      MatrixProduct product, SplittableRandom random, boolean transposeA, int m, int n, int k) {
    String what = "%s %d x %d, sum of %d".formatted(transposeA, m, n, k);
    try (Arena arena = Arena.ofConfined()) {
      var a = new GuardedFloats(arena, random, transposeA ? k : m, transposeA ? m : k);
      var b = new GuardedFloats(arena, random, k, n);
      var c = new GuardedFloats(arena, random, m, n);
      a.fill(random, -1, 1);
      b.fill(random, -1, 1);
      product.run(
          transposeA,
          m,
          n,
          k,
          a.address(),
          a.stride(),
          b.address(),
          b.stride(),
          0,
          c.address(),
          c.stride());
      c.assertGuardsUntouched(what);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          double magnitude = 0;
          for (int l = 0; l < k; l++) {
            double term = (double) (transposeA ? a.get(l, i) : a.get(i, l)) * b.get(l, j);
            sum += term;
            magnitude += Math.abs(term);
          }
          requireClose(sum, c.get(i, j), magnitude * EPSILON * Math.sqrt(k) + 1e-30, what);
        }
      }
    }
  }

  @Test
  void elementwise() {
    SplittableRandom random = Torture.random("elementwise");
    for (int i = 0; i < Torture.tries(); i++) {
      for (Elementwise operation : Elementwise.values()) {
        elementwise(random, operation, size(random, 3000));
      }
    }
  }

  private static void elementwise(SplittableRandom random, Elementwise operation, int count) {
    String what = operation + " of " + count;
    float s = (float) random.nextDouble(-2, 2);
    float t = s + (float) random.nextDouble(0, 2);
    double reach = random.nextBoolean() ? 1 : 30;
    try (Arena arena = Arena.ofConfined()) {
      var x = new GuardedFloats(arena, random, 1, count).fill(random, -reach, reach);
      var y = new GuardedFloats(arena, random, 1, count).fill(random, -reach, reach);
      if (operation == Elementwise.SIGMOID || operation == Elementwise.SOFTPLUS) {
        for (int i = 0; i < count; i++) {
          y.set(0, i, (float) Math.exp(-Math.abs((double) x.get(0, i))));
        }
      }
      double[] expected = new double[count];
      double[] error = new double[count];
      for (int i = 0; i < count; i++) {
        double a = x.get(0, i);
        double b = y.get(0, i);
        expected[i] = operation.of(a, b, s, t);
        error[i] = 8 * EPSILON * (Math.abs(expected[i]) + cancelled(operation, a, b)) + 1e-37;
      }
      boolean inPlace = random.nextBoolean();
      var z = inPlace ? x : new GuardedFloats(arena, random, 1, count);
      BlockLoops.run(operation, x.address(), y.address(), z.address(), count, s, t);
      z.assertGuardsUntouched(what);
      for (int i = 0; i < count; i++) {
        requireClose(expected[i], z.get(0, i), error[i], what);
      }
    }
  }

  /// What the operands' rounding is relative to where a difference is small.
  private static double cancelled(Elementwise operation, double x, double y) {
    return switch (operation) {
      case ADD_SCALAR, SUB_FROM_SCALAR, ADD, SUB -> Math.abs(x) + Math.abs(y) + 2;
      case BIT_TERM -> Math.abs(x * y) + Math.abs(y);
      case TANH_GRADIENT, SIGMOID_GRADIENT -> Math.abs(y) * (1 + Math.abs(x) + x * x);
      case ELU_GRADIENT -> Math.abs(y) * (Math.abs(x) + 2);
      default -> 0;
    };
  }

  @Test
  void reductions() {
    SplittableRandom random = Torture.random("reductions");
    for (int i = 0; i < 10 * Torture.tries(); i++) {
      int count = size(random, 5000);
      try (Arena arena = Arena.ofConfined()) {
        var x = new GuardedFloats(arena, random, 1, count).fill(random, -1, 1);
        var z = new GuardedFloats(arena, random, 1, count).fill(random, -1, 1);
        double sum = 0;
        double magnitude = 0;
        float max = Float.NEGATIVE_INFINITY;
        float[] sums = new float[count];
        for (int j = 0; j < count; j++) {
          sum += x.get(0, j);
          magnitude += Math.abs(x.get(0, j));
          max = Math.max(max, x.get(0, j));
          sums[j] = z.get(0, j) + x.get(0, j);
        }
        String what = "reduction of " + count;
        requireClose(
            sum, Reductions.sum(x.address(), count), magnitude * EPSILON * Math.sqrt(count), what);
        assertThat(Reductions.max(x.address(), count)).as(what).isEqualTo(max);
        BlockLoops.run(Elementwise.ADD, z.address(), x.address(), z.address(), count, 0, 0);
        for (int j = 0; j < count; j++) {
          requireClose(sums[j], z.get(0, j), 0, what);
        }
        BlockLoops.fill(z.address(), count, 2.5f);
        for (int j = 0; j < count; j++) {
          requireClose(2.5, z.get(0, j), 0, what);
        }
        z.assertGuardsUntouched(what);
      }
    }
  }

  @Test
  void stepsOfAdam() {
    SplittableRandom random = Torture.random("adam");
    for (int i = 0; i < Torture.tries(); i++) {
      int count = random.nextBoolean() ? size(random, 3000) : 8192 + random.nextInt(40_000);
      String what = "Adam on " + count;
      try (Arena arena = Arena.ofShared()) {
        var p = new GuardedFloats(arena, random, 1, count).fill(random, -1, 1);
        var g = new GuardedFloats(arena, random, 1, count).fill(random, -1, 1);
        var m = new GuardedFloats(arena, random, 1, count).fill(random, -1, 1);
        var v = new GuardedFloats(arena, random, 1, count).fill(random, 0.01, 1);
        double[] expected = new double[count];
        for (int j = 0; j < count; j++) {
          double first = 0.9 * m.get(0, j) + 0.1 * g.get(0, j);
          double second = 0.999 * v.get(0, j) + 0.001 * Math.pow(g.get(0, j), 2);
          expected[j] = p.get(0, j) + 0.01f * first / (Math.sqrt(second) + 1e-8);
        }
        new AdamPass(0.9, 0.999, 0.01f, 1e-8f, 1)
            .add(p.address(), g.address(), m.address(), v.address(), count)
            .run();
        for (int j = 0; j < count; j++) {
          requireClose(expected[j], p.get(0, j), 8 * EPSILON, what);
        }
        for (GuardedFloats array : new GuardedFloats[] {p, g, m, v}) {
          array.assertGuardsUntouched(what);
        }
      }
    }
  }
}
