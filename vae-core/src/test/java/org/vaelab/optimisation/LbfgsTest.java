package org.vaelab.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LbfgsTest {
  private static final int SIZE = 7;

  /// f and ∇f.
  private interface Function {
    double value(float[] x);

    float[] gradient(float[] x);
  }

  /// −½ (x − c)ᵀA(x − c), A positive definite with condition number 100.
  private record Quadratic(RealMatrix a, RealVector centre) implements Function {
    static Quadratic random(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      RealMatrix normal = MatrixUtils.createRealMatrix(SIZE, SIZE);
      RealVector centre = MatrixUtils.createRealVector(new double[SIZE]);
      RealMatrix scales = MatrixUtils.createRealMatrix(SIZE, SIZE);
      for (int i = 0; i < SIZE; i++) {
        centre.setEntry(i, random.nextGaussian());
        scales.setEntry(i, i, Math.pow(100, (double) i / (SIZE - 1)));
        for (int j = 0; j < SIZE; j++) {
          normal.setEntry(i, j, random.nextGaussian());
        }
      }
      RealMatrix q = new QRDecomposition(normal).getQ();
      return new Quadratic(q.multiply(scales).multiply(q.transpose()), centre);
    }

    private RealVector distance(float[] x) {
      return vector(x).subtract(centre);
    }

    @Override
    public double value(float[] x) {
      return -0.5 * distance(x).dotProduct(a.operate(distance(x)));
    }

    @Override
    public float[] gradient(float[] x) {
      return floats(a.operate(distance(x)).mapMultiply(-1));
    }
  }

  /// Minus Rosenbrock's function, whose only stationary point is (1, 1); it is not concave.
  private record Rosenbrock() implements Function {
    @Override
    public double value(float[] x) {
      double bend = x[1] - (double) x[0] * x[0];
      return -100 * bend * bend - (1.0 - x[0]) * (1.0 - x[0]);
    }

    @Override
    public float[] gradient(float[] x) {
      double bend = x[1] - (double) x[0] * x[0];
      return new float[] {(float) (400 * bend * x[0] + 2 * (1.0 - x[0])), (float) (-200 * bend)};
    }
  }

  private static RealVector vector(float[] values) {
    RealVector vector = MatrixUtils.createRealVector(new double[values.length]);
    for (int i = 0; i < values.length; i++) {
      vector.setEntry(i, values[i]);
    }
    return vector;
  }

  private static float[] floats(RealVector vector) {
    float[] values = new float[vector.getDimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) vector.getEntry(i);
    }
    return values;
  }

  private static Lbfgs.State start(Lbfgs optimiser, Function f, float[] x, double rate) {
    return optimiser.start(x, f.value(x), f.gradient(x), rate);
  }

  private static Lbfgs.State step(Lbfgs optimiser, Function f, Lbfgs.State state, double rate) {
    float[] trial = state.trial();
    return optimiser.step(state, f.value(trial), f.gradient(trial), rate);
  }

  /// H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, pair by pair, from (s·y / y·y) I of the last one (Nocedal
  /// and Wright 2006, eq. 7.16).
  private static RealMatrix dense(List<Lbfgs.Pair> pairs) {
    RealVector lastStep = vector(pairs.getLast().step());
    RealVector lastChange = vector(pairs.getLast().change());
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(SIZE);
    RealMatrix h =
        identity.scalarMultiply(
            lastStep.dotProduct(lastChange) / lastChange.dotProduct(lastChange));
    for (Lbfgs.Pair pair : pairs) {
      RealVector s = vector(pair.step());
      RealVector y = vector(pair.change());
      double rho = 1 / s.dotProduct(y);
      RealMatrix left = identity.subtract(s.outerProduct(y).scalarMultiply(rho));
      h = left.multiply(h).multiply(left.transpose()).add(s.outerProduct(s).scalarMultiply(rho));
    }
    return h;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 12})
  void theTwoLoopsMultiplyByTheDenseMatrix(int count) {
    Quadratic f = Quadratic.random(3);
    SplittableRandom random = new SplittableRandom(count);
    List<Lbfgs.Pair> pairs = new ArrayList<>();
    float[] gradient = normal(random);
    for (int i = 0; i < count; i++) {
      float[] step = normal(random);
      pairs.add(new Lbfgs.Pair(step, floats(f.a().operate(vector(step)))));
    }
    RealVector expected = dense(pairs).operate(vector(gradient));
    RealVector actual = vector(Lbfgs.direction(gradient, pairs));
    assertThat(actual.getDistance(expected)).isLessThan(1e-5 * expected.getNorm());
    // The condition that makes H an inverse Hessian: Hy = s for the last pair.
    RealVector secant = vector(Lbfgs.direction(pairs.getLast().change(), pairs));
    RealVector step = vector(pairs.getLast().step());
    assertThat(secant.getDistance(step)).isLessThan(1e-4 * step.getNorm());
  }

  private static float[] normal(SplittableRandom random) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void withoutPairsTheFirstStepHasTheGivenLengthAlongTheGradient() {
    Quadratic f = Quadratic.random(4);
    Lbfgs.State state = start(Lbfgs.standard(), f, new float[SIZE], 0.3);
    RealVector step = vector(state.trial());
    assertThat(step.getNorm()).isCloseTo(0.3, within(1e-6));
    assertThat(step.cosine(vector(f.gradient(new float[SIZE])))).isCloseTo(1, within(1e-6));
  }

  /// Every step that is taken rises by Armijo's condition, and the pairs are the last m steps.
  @ParameterizedTest
  @ValueSource(ints = {3, 10})
  void theMaximumOfAQuadraticIsFound(int pairs) {
    Quadratic f = Quadratic.random(5);
    Lbfgs optimiser = new Lbfgs(pairs);
    Lbfgs.State state = start(optimiser, f, new float[SIZE], 100);
    int taken = 0;
    for (int t = 0; t < 60; t++) {
      Lbfgs.State next = step(optimiser, f, state, 100);
      boolean moved = next.point() != state.point();
      taken += moved ? 1 : 0;
      if (moved && state.value() < -1e-3) {
        double slope = vector(state.gradient()).dotProduct(vector(state.direction()));
        assertThat(next.value() - state.value())
            .isGreaterThanOrEqualTo(1e-4 * state.length() * slope - 1e-6 * -state.value());
        assertThat(next.pairs()).hasSize(Math.min(taken, pairs));
      } else if (!moved) {
        assertThat(next.length()).isBetween(0.0999 * state.length(), 0.5001 * state.length());
        assertThat(next.direction()).isSameAs(state.direction());
      }
      state = next;
    }
    assertThat(taken).isLessThan(60);
    assertThat(vector(state.point()).getDistance(f.centre())).isLessThan(1e-4);
  }

  @Test
  void aCurvedRidgeIsFollowedToItsTop() {
    Rosenbrock f = new Rosenbrock();
    Lbfgs optimiser = Lbfgs.standard();
    Lbfgs.State state = start(optimiser, f, new float[] {-1.2f, 1}, 1);
    for (int t = 0; t < 60; t++) {
      state = step(optimiser, f, state, 1);
      for (Lbfgs.Pair pair : state.pairs()) {
        assertThat(pair.curvature()).isPositive();
      }
    }
    assertThat(state.point()[0]).isCloseTo(1, within(1e-3f));
    assertThat(state.point()[1]).isCloseTo(1, within(2e-3f));
  }

  /// Where f is convex, a step along the gradient is taken without a pair.
  @Test
  void negativeCurvatureIsLeftOut() {
    Lbfgs optimiser = Lbfgs.standard();
    Lbfgs.State state = optimiser.start(new float[] {1}, 0.5, new float[] {1}, 0.5);
    Lbfgs.State next = optimiser.step(state, 1.125, new float[] {1.5f}, 0.5);
    assertThat(next.point()).containsExactly(1.5f);
    assertThat(next.pairs()).isEmpty();
    assertThat(next.trial()).containsExactly(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, -1e30})
  void aStepToWhereThereIsNoValueIsShortened(double value) {
    Lbfgs optimiser = Lbfgs.standard();
    Lbfgs.State state = optimiser.start(new float[] {0}, 0, new float[] {1}, 1);
    Lbfgs.State next = optimiser.step(state, value, new float[] {Float.NaN}, 1);
    assertThat(next.point()).isSameAs(state.point());
    assertThat(next.length()).isCloseTo(0.1, within(1e-9));
    Lbfgs.State steep = optimiser.step(state, 1, new float[] {Float.NaN}, 1);
    assertThat(steep.length()).isLessThan(1);
  }

  @Test
  void atAMaximumNothingMoves() {
    Lbfgs optimiser = Lbfgs.standard();
    Lbfgs.State state = optimiser.start(new float[] {2}, -3, new float[] {0}, 1);
    assertThat(state.trial()).containsExactly(2);
    assertThat(optimiser.step(state, -3, new float[] {0}, 1).trial()).containsExactly(2);
  }

  @Test
  void someHistoryIsNeeded() {
    assertThatThrownBy(() -> new Lbfgs(0)).hasMessageContaining("at least one pair, not 0");
  }
}
