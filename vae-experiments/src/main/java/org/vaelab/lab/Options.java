package org.vaelab.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.train.TrainConfig;

/// Settings of `./vaelab run train` by the names of its options, as text.
record Options(Map<String, String> values) {
  private static final SettingsForm<TrainConfig> FORM = SettingsForm.of(TrainConfig.class);

  Options {
    values = Map.copyOf(new TreeMap<>(values));
  }

  static Options none() {
    return new Options(Map.of());
  }

  /// @throws ExperimentException if there is no such option, or it cannot have the value
  Options with(String option, Object value) {
    SettingSpec setting =
        FORM.settings().stream()
            .filter(each -> each.option().equals(option))
            .findFirst()
            .orElseThrow(
                () ->
                    new ExperimentException(
                        "There is no setting '%s'; there are %s."
                            .formatted(
                                option,
                                FORM.settings().stream()
                                    .map(SettingSpec::option)
                                    .collect(Collectors.joining(", ")))));
    String text = SettingSpec.text(value);
    try {
      setting.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ExperimentException("%s: %s.".formatted(option, e.getMessage()), e);
    }
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put(option, text);
    return new Options(all);
  }

  /// These and others, which win.
  Options and(Options others) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(others.values);
    return new Options(all);
  }

  /// @throws ExperimentException if they do not go together
  TrainConfig config() {
    return FORM.make(
        setting ->
            values.containsKey(setting.option())
                ? setting.parse(values.get(setting.option()))
                : setting.preset(Preset.QUICK));
  }

  /// The options of a command line.
  String commandLine() {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(option -> "--%s %s".formatted(option.getKey(), option.getValue()))
            .collect(Collectors.joining(" "));
  }
}
