package org.vaelab.experiment;

import java.util.Map;

/// What an experiment is run with. Its records check themselves: an impossible one does not exist.
public interface Settings {

  /// Options that change nothing beside the other settings: the name of each without hyphens, and
  /// what makes it idle, such as `--likelihood bernoulli`.
  default Map<String, String> withoutEffect() {
    return Map.of();
  }
}
