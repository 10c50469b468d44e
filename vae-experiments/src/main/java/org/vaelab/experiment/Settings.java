package org.vaelab.experiment;

import java.util.Map;

/// What an experiment is run with: a record whose components have [Help] and [Setting]. It checks
/// itself with [SettingsForm#check]: an impossible one does not exist.
public interface Settings {

  /// What the experiment is about, such as its data set: the directory of a run is called after it.
  String data();

  /// Options that change nothing beside the other settings: the name of each without hyphens, and
  /// what makes it idle, such as `--likelihood bernoulli`.
  default Map<String, String> withoutEffect() {
    return Map.of();
  }
}
