package org.vaelab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.report.Report;
import org.vaelab.report.explorer.Explorer;

/// A run's result as a page that is one file.
record RunReport(
    Experiment<?, ?> experiment, Settings settings, Provenance provenance, Machine machine) {
  String html(Result result) {
    return new Report(
            experiment.description().replace('\n', ' '),
            result.summary(),
            new TreeMap<>(result.figures()),
            result.tables().keySet().stream().sorted().toList(),
            result.explorer().map(Explorer::html),
            options().html(),
            sources().html())
        .html();
  }

  private Table<Map.Entry<SettingSpec, Object>> options() {
    Map<SettingSpec, Object> values = SettingsForm.of(experiment.settings()).values(settings);
    Map<String, String> idle = settings.withoutEffect();
    return Table.of(List.copyOf(values.entrySet()))
        .shown("option", setting -> "--" + setting.getKey().option())
        .shown(
            "value",
            setting ->
                SettingSpec.text(setting.getValue())
                    + (idle.containsKey(setting.getKey().option()) ? " (no effect)" : ""))
        .shown("what it is", setting -> setting.getKey().meaning());
  }

  private Table<Map.Entry<String, String>> sources() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("experiment", "./vaelab run " + experiment.name());
    rows.put("settings, SHA-256", provenance.settings());
    provenance.images().forEach((split, hash) -> rows.put(split + " images, SHA-256", hash));
    provenance.bits().forEach((split, hash) -> rows.put(split + " bits, SHA-256", hash));
    rows.put("commit", machine.commit());
    rows.put("engine", machine.engine());
    rows.put("native build", machine.nativeBuild());
    rows.put("threads", "%d on %s".formatted(machine.threads(), machine.processor()));
    return Table.of(List.copyOf(rows.entrySet()))
        .shown("what", Map.Entry::getKey)
        .shown("which", Map.Entry::getValue);
  }
}
