package org.vaelab.experiment.svi;

import org.vaelab.experiment.InnerOptimiser;

/// A way to train by SVI.
///
/// @param start of the steps on φ
/// @param optimiser of φ
/// @param steps T on φ before each step on θ
public record Way(VisitStart start, InnerOptimiser optimiser, int steps) {

  /// Part of a file's name.
  String label() {
    return "%s-%s-%d".formatted(start, optimiser, steps);
  }

  /// What ways that differ in T alone are called.
  String group() {
    return "%s, %s".formatted(start, optimiser);
  }

  Way withSteps(int other) {
    return new Way(start, optimiser, other);
  }
}
