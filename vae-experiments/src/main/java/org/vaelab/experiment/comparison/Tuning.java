package org.vaelab.experiment.comparison;

import org.vaelab.experiment.InnerOptimiser;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.inference.LocalOptimisation;

/// What a pilot chooses for each strategy.
///
/// @param learningRate first Adam rate of model and encoder
/// @param innerSteps steps on φ before each step on θ, 0 where there are none
/// @param optimiser of these
/// @param innerRate first rate of these, 0 where there are none
/// @param schedule of the inner rate over one visit
public record Tuning(
    double learningRate,
    int innerSteps,
    InnerOptimiser optimiser,
    double innerRate,
    Schedule schedule) {
  static Tuning withoutInnerSteps(double learningRate) {
    return new Tuning(learningRate, 0, InnerOptimiser.ADAM, 0, Schedule.CONSTANT);
  }

  boolean hasInnerSteps() {
    return innerSteps > 0;
  }

  Tuning withLearningRate(double other) {
    return new Tuning(other, innerSteps, optimiser, innerRate, schedule);
  }

  /// The inner loop, where there is one.
  ///
  /// @param samples K of z per step
  LocalOptimisation inner(int samples) {
    return LocalOptimisation.ofSteps(innerSteps, samples, schedule.from(innerRate))
        .by(optimiser.optimiser());
  }

  /// Part of a file's name.
  String label() {
    return "%s-%d-%s-%s-%s"
        .formatted(learningRate, innerSteps, optimiser, innerRate, SettingSpec.text(schedule));
  }

  /// As a table shows it.
  String innerRateText() {
    return hasInnerSteps() ? String.valueOf(innerRate) : "";
  }

  String optimiserText() {
    return hasInnerSteps() ? optimiser.toString() : "";
  }

  /// Optimiser, rate and schedule of the inner steps as a table shows them.
  String innerText() {
    String text = "%s %s".formatted(optimiserText(), innerRateText()).strip();
    return schedule == Schedule.CONSTANT ? text : text + ", " + SettingSpec.text(schedule);
  }
}
