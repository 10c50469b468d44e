package org.vaelab.experiment.train;

import java.util.Map;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;

/// Which family of q(z) approximates the posterior.
public record FamilyOptions(
    @Help("q(z): ${COMPLETION-CANDIDATES} (covariance of a Gaussian).")
        @Setting(unit = "NAME", quick = "diagonal")
        Kind family) {

  /// The families there are.
  public enum Kind {
    DIAGONAL,
    FULL
  }

  public FamilyOptions {
    SettingsForm.check(FamilyOptions.class, family);
  }

  PosteriorFamily make() {
    return switch (family) {
      case DIAGONAL -> new DiagonalGaussianFamily();
      case FULL -> new FullCovarianceFamily();
    };
  }

  void addIdle(Map<String, String> idle) {}
}
