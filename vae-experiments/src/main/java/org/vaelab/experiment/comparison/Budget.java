package org.vaelab.experiment.comparison;

/// What every strategy gets the same amount of.
public enum Budget {
  /// Passes over the training images.
  EPOCHS,
  /// Gradients of one data point's bound, of φ, λ and θ.
  GRADIENTS,
  /// Wall-clock time of training, with which no two runs come to the same numbers.
  SECONDS
}
