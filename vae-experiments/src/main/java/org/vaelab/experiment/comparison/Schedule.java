package org.vaelab.experiment.comparison;

import org.vaelab.optimisation.LearningRate;

/// How the rate of the inner steps changes over one visit of a data point.
public enum Schedule {
  CONSTANT,
  COSINE;

  private static final double FINAL = 0.05;

  LearningRate from(double rate) {
    return switch (this) {
      case CONSTANT -> new LearningRate.Constant(rate);
      case COSINE -> new LearningRate.Cosine(rate, FINAL);
    };
  }
}
