package org.vaelab.experiment.svi;

/// The step sizes of a way.
///
/// @param learningRate first Adam rate of model and encoder
/// @param innerRate of the steps on φ
public record Rates(double learningRate, double innerRate) {
  String label() {
    return "%s-%s".formatted(learningRate, innerRate);
  }
}
