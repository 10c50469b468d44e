package org.vaelab.inference;

/// The local optimisation inside a training step.
///
/// @param optimisation how φ is optimised on one visit of its data point
/// @param start where a visit starts
public record InnerLoop(LocalOptimisation optimisation, Start start) {
  public enum Start {
    /// From the φ that the data point's last visit left.
    WARM,
    /// From the family's initial row.
    ZERO
  }
}
