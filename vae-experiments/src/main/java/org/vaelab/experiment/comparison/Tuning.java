package org.vaelab.experiment.comparison;

import org.vaelab.experiment.SettingSpec;

/// What a pilot chooses for each strategy.
///
/// @param learningRate first Adam rate of model and encoder
/// @param innerSteps steps on φ before each step on θ, 0 where there are none
/// @param innerRate first Adam rate of these, 0 where there are none
/// @param schedule of the inner rate over one visit
public record Tuning(double learningRate, int innerSteps, double innerRate, Schedule schedule) {
  static Tuning withoutInnerSteps(double learningRate) {
    return new Tuning(learningRate, 0, 0, Schedule.CONSTANT);
  }

  boolean hasInnerSteps() {
    return innerSteps > 0;
  }

  Tuning withLearningRate(double other) {
    return new Tuning(other, innerSteps, innerRate, schedule);
  }

  /// Part of a file's name.
  String label() {
    return "%s-%d-%s-%s".formatted(learningRate, innerSteps, innerRate, SettingSpec.text(schedule));
  }

  /// As a table shows it.
  String innerRateText() {
    return hasInnerSteps() ? String.valueOf(innerRate) : "";
  }

  /// Rate and schedule of the inner steps as a table shows them.
  String innerText() {
    return schedule == Schedule.CONSTANT
        ? innerRateText()
        : "%s, %s".formatted(innerRate, SettingSpec.text(schedule));
  }
}
