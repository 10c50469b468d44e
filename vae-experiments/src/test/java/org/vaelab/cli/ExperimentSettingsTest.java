package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.Range;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.toy.ToyPosteriorConfig;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressListener;

/// What the help says of a setting is what the experiment's record holds.
class ExperimentSettingsTest {
  private static final Pattern STATED =
      Pattern.compile("\\((?:default: (.+?)|quick: (.+?)[,;] full: (.+?))\\)(?: \\[(.+?)])?$");

  @TempDir private Path folder;

  static Stream<Experiment<?, ?>> experiments() {
    return Experiment.all().stream();
  }

  @Test
  void allAreFound() {
    assertThat(experiments().map(Experiment::name))
        .containsExactly(
            "svi-vs-amortized",
            "train",
            "estimators",
            "inference-gap",
            "posterior-2d",
            "toy-posterior",
            "marginal-likelihood",
            "elbo",
            "svi",
            "gradients",
            "mixture",
            "amortization",
            "autoencoder",
            "missing-pixels",
            "messages",
            "latent-space",
            "inner-optimisers");
  }

  /// The text below an option in the help, on one line.
  private static String help(String text, SettingSpec setting) {
    StringBuilder help = new StringBuilder();
    boolean inside = false;
    for (String line : text.lines().toList()) {
      if (line.strip().startsWith("-")) {
        inside = line.contains("--" + setting.option() + (setting.isSwitch() ? " " : "="));
      }
      help.append(inside ? line.strip() + " " : "");
    }
    return help.toString().strip();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void theHelpStatesTheValueOfEveryPreset(Experiment<?, ?> experiment) {
    String text = Cli.run("run", experiment.name(), "--help").out();
    SettingsForm<?> form = SettingsForm.of(experiment.settings());
    Map<SettingSpec, Object> quick = form.values(form.preset(Preset.QUICK));
    Map<SettingSpec, Object> full = form.values(form.preset(Preset.FULL));
    assertThat(quick).hasSizeGreaterThan(3);
    for (SettingSpec setting : form.settings()) {
      String help = help(text, setting);
      if (setting.isSwitch()) {
        assertThat(quick.get(setting)).isEqualTo(false);
        assertThat(help).isNotBlank();
        continue;
      }
      Matcher stated = STATED.matcher(help);
      assertThat(stated.find()).as(help).isTrue();
      boolean same = stated.group(1) != null;
      assertThat(setting.parse(stated.group(same ? 1 : 2)))
          .as(help)
          .isEqualTo(quick.get(setting))
          .isEqualTo(setting.parse(SettingSpec.text(quick.get(setting))));
      assertThat(setting.parse(stated.group(same ? 1 : 3))).as(help).isEqualTo(full.get(setting));
      for (String choice : setting.choices()) {
        assertThat(setting.parse(choice.toUpperCase().replace('-', '_')).toString())
            .isNotEqualTo(choice);
        assertThat(help.contains(choice) || !setting.help().contains("${")).isTrue();
      }
      if (setting.isNumeric()) {
        assertThat(stated.group(4)).isEqualTo(setting.range().toString());
      }
    }
  }

  /// The record itself refuses what lies outside the bounds that the help states, and takes them.
  @ParameterizedTest
  @MethodSource("experiments")
  void theRecordRefusesWhatTheHelpExcludes(Experiment<?, ?> experiment) {
    SettingsForm<?> form = SettingsForm.of(experiment.settings());
    List<String> tried = new ArrayList<>();
    for (SettingSpec setting : form.settings()) {
      Range range = setting.range();
      if (!setting.isNumeric() || Double.isInfinite(range.least())) {
        continue;
      }
      for (double outside : new double[] {range.least() - 1, range.most() + 1}) {
        assertThatThrownBy(() -> with(form, setting, outside))
            .as(setting.option())
            .isInstanceOf(ExperimentException.class)
            .hasMessageStartingWith("--%s must be %s, not ".formatted(setting.option(), range));
      }
      with(form, setting, range.between() ? (range.least() + range.most()) / 2 : range.least());
      tried.add(setting.option());
    }
    assertThat(tried).isNotEmpty();
  }

  private static Object with(SettingsForm<?> form, SettingSpec setting, double number) {
    Object value =
        setting.parse(
            setting.type().getTypeName().toLowerCase(Locale.ROOT).contains("double")
                ? String.valueOf(number)
                : "%.0f".formatted(number));
    return form.make(each -> each.equals(setting) ? value : each.preset(Preset.QUICK));
  }

  /// What a run is given is what stands in its file and what it is continued with.
  @Test
  void optionsFileAndRecordAgree() throws Exception {
    ProgressListener before = Progress.install(event -> {});
    try {
      Path out = folder.resolve("toy");
      assertThat(
              Cli.run("run", "toy-posterior", "--steps=2", "--weight=0.25", "--out=" + out)
                  .status())
          .isIn(0, 3);
      JsonNode settings = new ObjectMapper().readTree(out.resolve("config.json").toFile());
      assertThat(settings.get("settings").toString())
          .isEqualTo("{\"weight\":0.25,\"steps\":2,\"samples\":100,\"seed\":1}");
    } finally {
      Progress.install(before);
    }
  }

  @Test
  void everyRecordIsSettings() {
    assertThat(experiments().map(Experiment::settings))
        .allMatch(type -> type.isRecord() && Settings.class.isAssignableFrom(type));
    assertThatThrownBy(() -> new ToyPosteriorConfig(1, 1, 1, 1))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("--weight must be between 0 and 1, not 1.0.");
  }
}
