package org.vaelab.optimisation;

import java.util.ArrayList;
import java.util.List;

/// L-BFGS (Nocedal 1980; Liu and Nocedal 1989), maximising a function without noise, such as a
/// bound on common random numbers. The direction is d = H∇f, H the inverse Hessian of −f as the
/// last m pairs of steps and changes of the gradient tell it. A step αd is taken if it satisfies
/// Armijo's condition f(x + αd) ≥ f(x) + c α ∇f·d, else α is shortened by quadratic interpolation
/// (Nocedal and Wright 2006, sections 3.5 and 7.2). A pair without positive curvature is left out,
/// so that H stays positive definite where f is not concave.
///
/// Each row has a state of its own; every step of a state costs one value with its gradient,
/// whether it is taken or shortened.
///
/// @param pairs m
public record Lbfgs(int pairs) implements Optimiser {
  /// c of Armijo's condition.
  private static final double SUFFICIENT = 1e-4;

  /// Differences of values that rounding to floats makes, relative to the values.
  private static final double ROUNDING = 1e-6;

  /// A pair counts if the cosine between step and change of gradient is greater.
  private static final double LEAST_CURVATURE = 1e-6;

  private static final double LEAST_SHORTENING = 0.5;
  private static final double MOST_SHORTENING = 0.1;

  public Lbfgs {
    if (pairs < 1) {
      throw new IllegalArgumentException(
          "L-BFGS needs at least one pair, not %d.".formatted(pairs));
    }
  }

  /// m = 10.
  public static Lbfgs standard() {
    return new Lbfgs(10);
  }

  /// A step and what it changed.
  ///
  /// @param step s, `[P]`
  /// @param change y, how much less the gradient is after the step, `[P]`
  record Pair(float[] step, float[] change) {
    double curvature() {
      return dot(step, change);
    }

    private boolean curved() {
      return curvature()
          > LEAST_CURVATURE * Math.sqrt(dot(step, step)) * Math.sqrt(dot(change, change));
    }
  }

  /// Where the search for one row's maximum is.
  ///
  /// @param point the best so far, `[P]`
  /// @param value f there
  /// @param gradient ∇f there, `[P]`
  /// @param pairs at most m, the last one last
  /// @param direction d, `[P]`
  /// @param length α
  public record State(
      float[] point,
      double value,
      float[] gradient,
      List<Pair> pairs,
      float[] direction,
      double length) {

    /// Where value and gradient are wanted next, x + αd, `[P]`.
    public float[] trial() {
      float[] trial = new float[point.length];
      for (int i = 0; i < trial.length; i++) {
        trial[i] = (float) (point[i] + length * direction[i]);
      }
      return trial;
    }

    private boolean acceptable(double trialValue, float[] trialGradient) {
      double expected = SUFFICIENT * length * dot(gradient, direction);
      return trialValue >= value + expected - ROUNDING * Math.abs(value) // False for NaN.
          && Double.isFinite(dot(trialGradient, trialGradient));
    }

    /// With α where a parabola through f(x), its slope and f(x + αd) is greatest, within limits.
    private State shorter(double trialValue) {
      double rise = length * dot(gradient, direction);
      double factor = rise / (2 * (value + rise - trialValue));
      double shortened =
          Double.isFinite(factor)
              ? Math.clamp(factor, MOST_SHORTENING, LEAST_SHORTENING)
              : MOST_SHORTENING;
      return new State(point, value, gradient, pairs, direction, length * shortened);
    }
  }

  /// The state at a first point.
  ///
  /// @param rate length of the first step, which goes along the gradient
  public State start(float[] point, double value, float[] gradient, double rate) {
    return towards(point, value, gradient, List.of(), rate);
  }

  /// The state once value and gradient at its trial point are known.
  ///
  /// @param value may be NaN or infinite: then the step is too long
  /// @param gradient `[P]`
  /// @param rate length of a step that no curvature is known for
  public State step(State state, double value, float[] gradient, double rate) {
    if (!state.acceptable(value, gradient)) {
      return state.shorter(value);
    }
    float[] point = state.trial();
    Pair pair = new Pair(difference(point, state.point), difference(state.gradient, gradient));
    List<Pair> kept = state.pairs;
    if (pair.curved()) {
      kept = new ArrayList<>(kept.subList(Math.max(0, kept.size() + 1 - pairs), kept.size()));
      kept.add(pair);
    }
    return towards(point, value, gradient, kept, rate);
  }

  private static State towards(
      float[] point, double value, float[] gradient, List<Pair> pairs, double rate) {
    double norm = Math.sqrt(dot(gradient, gradient));
    double length = !pairs.isEmpty() ? 1 : norm > 0 ? rate / norm : 0;
    return new State(point, value, gradient, pairs, direction(gradient, pairs), length);
  }

  /// H∇f by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4), where H would be
  /// (s·y / y·y) I of the last pair before the first of the pairs is taken up.
  ///
  /// @param pairs the last one last; without any, H = I
  static float[] direction(float[] gradient, List<Pair> pairs) {
    double[] direction = new double[gradient.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = gradient[i];
    }
    double[] weights = new double[pairs.size()];
    for (int j = pairs.size() - 1; j >= 0; j--) {
      Pair pair = pairs.get(j);
      weights[j] = dot(pair.step, direction) / pair.curvature();
      add(-weights[j], pair.change, direction);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      double scale = last.curvature() / dot(last.change, last.change);
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (int j = 0; j < pairs.size(); j++) {
      Pair pair = pairs.get(j);
      add(weights[j] - dot(pair.change, direction) / pair.curvature(), pair.step, direction);
    }
    float[] rounded = new float[direction.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) direction[i];
    }
    return rounded;
  }

  private static void add(double factor, float[] term, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * term[i];
    }
  }

  private static float[] difference(float[] minuend, float[] subtrahend) {
    float[] difference = new float[minuend.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = minuend[i] - subtrahend[i];
    }
    return difference;
  }

  private static double dot(float[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
