package org.vaelab.algorithm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Steps through given values, two units of work each, and may do something in a step.
///
/// @param values of the criterion, one per step
/// @param within what happens in the step of that number
record Counting(double[] values, Map<Integer, Runnable> within)
    implements Algorithm<Counting.State> {
  static final int UNITS = 2;

  /// @param finishes how often the end was reached
  record State(int steps, double sum, int finishes) {
    static final State START = new State(0, 0, 0);
  }

  @Override
  public State step(State state) {
    within.getOrDefault(state.steps(), () -> {}).run();
    return new State(
        state.steps() + 1, 0.5 * state.sum() + values[state.steps()], state.finishes());
  }

  @Override
  public boolean complete(State state) {
    return state.steps() == values.length;
  }

  @Override
  public long work() {
    return (long) UNITS * values.length;
  }

  @Override
  public long done(State state) {
    return (long) UNITS * state.steps();
  }

  @Override
  public Map<String, Double> figures(State state) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String name : "sum steps nine eight seven six five four three two".split(" ")) {
      figures.put(name, state.sum());
    }
    return figures;
  }

  @Override
  public boolean milestone(State state) {
    return state.steps() % 3 == 0;
  }

  @Override
  public double[] criterion(State state) {
    return Arrays.copyOf(values, state.steps());
  }

  @Override
  public State finish(State state) {
    return new State(state.steps(), state.sum(), state.finishes() + 1);
  }
}
