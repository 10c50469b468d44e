package org.vaelab.bench;

import java.util.Map;

/// The measured times of a case.
///
/// @param label of the case
/// @param milliseconds of one unit, by engine that does it and round; an engine with slow slices
/// has fewer rounds
record CaseResult(String label, Map<Engine, double[]> milliseconds) {

  boolean has(Engine engine) {
    return milliseconds.containsKey(engine);
  }

  /// What a user would pick instead of the toolkit.
  Engine peer() {
    return has(Engine.LIBTORCH) ? Engine.LIBTORCH : Engine.SCIKIT_LEARN;
  }

  Spread time(Engine engine) {
    return Spread.of(milliseconds.get(engine));
  }

  /// Our time over the other's, round by round: what disturbs a round disturbs both.
  Spread ratio(Engine other) {
    double[] ours = milliseconds.get(Engine.OURS);
    double[] theirs = milliseconds.get(other);
    double[] ratios = new double[Math.min(ours.length, theirs.length)];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours[i] / theirs[i];
    }
    return Spread.of(ratios);
  }
}
