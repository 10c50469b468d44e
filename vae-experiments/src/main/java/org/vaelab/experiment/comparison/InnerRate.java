package org.vaelab.experiment.comparison;

import org.vaelab.experiment.SettingSpec;

/// Rate and schedule of the inner steps of one strategy.
public record InnerRate(double rate, Schedule schedule) {
  String text() {
    return schedule == Schedule.CONSTANT
        ? String.valueOf(rate)
        : "%s, %s".formatted(rate, SettingSpec.text(schedule));
  }
}
