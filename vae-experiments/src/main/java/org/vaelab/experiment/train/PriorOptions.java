package org.vaelab.experiment.train;

import java.util.Map;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;

/// Which p(z) a model has.
public record PriorOptions(
    @Help("p(z): ${COMPLETION-CANDIDATES}.") @Setting(unit = "NAME", quick = "normal") Kind prior) {

  /// The priors there are.
  public enum Kind {
    /// N(0, I).
    NORMAL
  }

  public PriorOptions {
    SettingsForm.check(PriorOptions.class, prior);
  }

  /// @param latent Z
  Prior prior(int latent) {
    return switch (prior) {
      case NORMAL -> new StandardNormal(latent);
    };
  }

  void addIdle(Map<String, String> idle) {}
}
