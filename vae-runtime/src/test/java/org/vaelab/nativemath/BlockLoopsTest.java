package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Elementary functions against `Math` in double precision.
class BlockLoopsTest {
  private static final float NEGATIVE_NAN = Float.intBitsToFloat(0xFFC00001);
  private static final int COUNT = 20_003; // No multiple of any vector's length.
  private static final double ULPS = 3;

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(VectorModule.available()).isTrue();
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        function(Elementwise.EXP, Math::exp, -87, 88.7),
        function(Elementwise.EXP, Math::exp, -1e-3, 1e-3),
        function(Elementwise.EXPM1, Math::expm1, -30, 88.7),
        function(Elementwise.EXPM1, Math::expm1, -1, 1),
        function(Elementwise.EXPM1, Math::expm1, -1e-3, 1e-3),
        function(Elementwise.LOG, Math::log, 0, 4),
        function(Elementwise.LOG, Math::log, 1e-30, 1e30),
        function(Elementwise.LOG1P, Math::log1p, -0.999, 3),
        function(Elementwise.LOG1P, Math::log1p, -1e-3, 1e-3),
        function(Elementwise.LOG1P, Math::log1p, 0, 1e20),
        function(Elementwise.TANH, Math::tanh, -12, 12),
        function(Elementwise.TANH, Math::tanh, -0.7, 0.7),
        function(Elementwise.SIGMOID, x -> 1 / (1 + Math.exp(-x)), -87, 87),
        function(Elementwise.SOFTPLUS, BlockLoopsTest::softplus, -87, 200),
        function(Elementwise.SOFTPLUS, BlockLoopsTest::softplus, -2, 2));
  }

  private static Arguments function(
      Elementwise operation, DoubleUnaryOperator exact, double from, double to) {
    return Arguments.of(operation, exact, from, to);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isWithinAFewUlps(Elementwise operation, DoubleUnaryOperator exact, double from, double to) {
    SplittableRandom random = new SplittableRandom(3);
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (float) random.nextDouble(from, to);
    }
    float[] z = apply(operation, x);
    double worst = 0;
    for (int i = 0; i < COUNT; i++) {
      double truth = exact.applyAsDouble(x[i]);
      worst = Math.max(worst, Math.abs(z[i] - truth) / Math.ulp((float) truth));
    }
    assertThat(worst).as("largest error of %s in ulps", operation).isLessThan(ULPS);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void hasTheRightLimits(Elementwise operation, float x, float expected) {
    float[] all = new float[17];
    java.util.Arrays.fill(all, x);
    assertThat(apply(operation, all)).containsOnly(expected);
  }

  static Stream<Arguments> limits() {
    float infinity = Float.POSITIVE_INFINITY;
    Stream<Arguments> finite =
        Stream.of(
            Arguments.of(Elementwise.EXP, infinity, infinity),
            Arguments.of(Elementwise.EXP, 200f, infinity),
            Arguments.of(Elementwise.EXP, -infinity, 0f),
            Arguments.of(Elementwise.EXPM1, infinity, infinity),
            Arguments.of(Elementwise.EXPM1, -infinity, -1f),
            Arguments.of(Elementwise.LOG, 0f, -infinity),
            Arguments.of(Elementwise.LOG, infinity, infinity),
            Arguments.of(Elementwise.LOG, -1f, Float.NaN),
            Arguments.of(Elementwise.LOG1P, -1f, -infinity),
            Arguments.of(Elementwise.LOG1P, infinity, infinity),
            Arguments.of(Elementwise.TANH, infinity, 1f),
            Arguments.of(Elementwise.TANH, -infinity, -1f),
            Arguments.of(Elementwise.EXP_OF_MINUS_MAGNITUDE, infinity, 0f),
            Arguments.of(Elementwise.EXP_OF_MINUS_MAGNITUDE, -88f, 0f),
            Arguments.of(Elementwise.EXP_OF_MINUS_MAGNITUDE, -0f, 1f),
            Arguments.of(Elementwise.SIGMOID, infinity, 1f),
            Arguments.of(Elementwise.SIGMOID, -infinity, 0f),
            Arguments.of(Elementwise.SOFTPLUS, 1000f, 1000f),
            Arguments.of(Elementwise.SOFTPLUS, -1000f, 0f));
    Stream<Arguments> notANumber =
        Stream.of(
                Elementwise.EXP,
                Elementwise.EXPM1,
                Elementwise.LOG,
                Elementwise.LOG1P,
                Elementwise.TANH,
                Elementwise.EXP_OF_MINUS_MAGNITUDE,
                Elementwise.SIGMOID,
                Elementwise.SOFTPLUS,
                Elementwise.BIT_TERM,
                Elementwise.CLIP,
                Elementwise.AT_LEAST)
            .flatMap(
                operation ->
                    Stream.of(Float.NaN, NEGATIVE_NAN)
                        .map(nan -> Arguments.of(operation, nan, Float.NaN)));
    return Stream.concat(finite, notANumber);
  }

  private static void run(Elementwise operation, long x, long y, long z, int count) {
    BlockLoops.run(operation, x, y, z, count, 0, 1);
  }

  /// @param operation of one operand, or of x and e^−|x|
  private static float[] apply(Elementwise operation, float[] x) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
      MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT, x.length);
      MemorySegment exp = arena.allocate(ValueLayout.JAVA_FLOAT, x.length);
      long second = operation.operands() == 1 ? in.address() : exp.address();
      run(Elementwise.EXP_OF_MINUS_MAGNITUDE, in.address(), in.address(), exp.address(), x.length);
      run(operation, in.address(), second, out.address(), x.length);
      return out.toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
