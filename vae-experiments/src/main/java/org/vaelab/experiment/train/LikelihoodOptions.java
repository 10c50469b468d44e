package org.vaelab.experiment.train;

import java.util.Map;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.model.Likelihood;

/// Which p(x given z) a model has.
public record LikelihoodOptions(
    @Help("p(x given z): ${COMPLETION-CANDIDATES}.") @Setting(unit = "NAME", quick = "bernoulli")
        LikelihoodKind likelihood,
    @Help("Standard deviation of the fixed Gaussian likelihood, least one of the learned.")
        @Setting(unit = "S", least = 1e-4, most = 1e3, quick = "0.1")
        double scale) {

  public LikelihoodOptions {
    SettingsForm.check(LikelihoodOptions.class, likelihood, scale);
  }

  /// @throws ExperimentException if a model of such settings cannot have it
  public void check(ModelSettings model) {
    likelihood.check(model.binarisation());
    if (likelihood == LikelihoodKind.LECTURE && !model.hidden().isEmpty()) {
      throw new ExperimentException(
          "The lecture's likelihood has no hidden layers in its decoder; use --hidden none.");
    }
  }

  public Likelihood make() {
    return likelihood.likelihood(scale);
  }

  /// Adds the options that have no effect, with the reason.
  public void addIdle(Map<String, String> idle) {
    if (!likelihood.takesScale()) {
      idle.put("scale", "--likelihood " + SettingSpec.text(likelihood));
    }
  }

  String text() {
    String name = SettingSpec.text(likelihood);
    return switch (likelihood) {
      case FIXED_GAUSSIAN -> "%s, standard deviation %s".formatted(name, scale);
      case GAUSSIAN -> "%s with learned standard deviations of at least %s".formatted(name, scale);
      default -> name;
    };
  }
}
