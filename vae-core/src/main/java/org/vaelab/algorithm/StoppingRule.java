package org.vaelab.algorithm;

/// When to stop before all steps are done.
@FunctionalInterface
public interface StoppingRule {
  /// Never.
  StoppingRule NONE = values -> false;

  /// Judges after each step.
  ///
  /// @param values of the criterion so far, the greater the better
  boolean stops(double[] values);

  /// Once the last of the values exceeds the one before by less than the tolerance.
  ///
  /// @param tolerance in the criterion's unit
  record Rise(double tolerance) implements StoppingRule {
    @Override
    public boolean stops(double[] values) {
      int count = values.length;
      return count > 1 && values[count - 1] - values[count - 2] < tolerance;
    }
  }

  /// After `patience` values without a new best.
  ///
  /// @param patience at least 1
  /// @param minimumImprovement by how much a value must exceed the best to be a new best
  record Patience(int patience, double minimumImprovement) implements StoppingRule {
    @Override
    public boolean stops(double[] values) {
      return values.length - 1 - best(values) >= patience;
    }

    /// Position of the best value; −1 if there are none.
    public int best(double[] values) {
      int best = -1;
      for (int i = 0; i < values.length; i++) {
        if (best < 0 || values[i] > values[best] + minimumImprovement) {
          best = i;
        }
      }
      return best;
    }
  }
}
