package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Map;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.IafFamily;
import org.vaelab.distribution.MixtureFamily;
import org.vaelab.distribution.PlanarFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.RealNvpFamily;
import org.vaelab.distribution.SharedRealNvpFamily;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;

/// Which family of q(z) approximates the posterior.
public record FamilyOptions(
    @Help(
            "q(z): ${COMPLETION-CANDIDATES}. A Gaussian with diagonal or full covariance, a mixture of diagonal ones, or a flow.")
        @Setting(unit = "NAME", quick = "diagonal")
        Kind family,
    @Help("Mixture: its Gaussians.")
        @Setting(unit = "C", least = 1, most = 1000, quick = "5", full = "10")
        int qComponents,
    @Help("Flows of q: layers.")
        @Setting(unit = "L", least = 1, most = 100, quick = "4", full = "8")
        int qLayers,
    @Help("RealNVP, IAF: hidden units of the network of each layer.")
        @Setting(unit = "W", least = 1, most = MOST_UNITS, quick = "40", full = "100")
        int qHidden,
    @Help("RealNVP by an encoder, IAF: numbers of each image that the networks read.")
        @Setting(unit = "N", least = 1, most = MOST_UNITS, quick = "20", full = "40")
        int qContext) {

  /// The families there are.
  public enum Kind {
    DIAGONAL,
    FULL,
    MIXTURE,
    PLANAR,
    REALNVP,
    /// Inverse autoregressive.
    IAF
  }

  public FamilyOptions {
    SettingsForm.check(FamilyOptions.class, family, qComponents, qLayers, qHidden, qContext);
  }

  /// @param strategy with an encoder, all images share the networks of a RealNVP flow; without,
  ///     each has its own
  PosteriorFamily make(StrategyOptions strategy) {
    return switch (family) {
      case DIAGONAL -> new DiagonalGaussianFamily();
      case FULL -> new FullCovarianceFamily();
      case MIXTURE -> new MixtureFamily(qComponents);
      case PLANAR -> new PlanarFamily(qLayers);
      case REALNVP ->
          strategy.hasEncoder()
              ? new SharedRealNvpFamily(qLayers, List.of(qHidden), qContext)
              : new RealNvpFamily(qLayers, qHidden);
      case IAF -> new IafFamily(qLayers, List.of(qHidden), qContext);
    };
  }

  /// Whether log q(z) is known at any z, not at q's own samples alone.
  boolean hasDensity() {
    return family != Kind.PLANAR;
  }

  void addIdle(StrategyOptions strategy, Map<String, String> idle) {
    String because = "--family " + SettingSpec.text(family);
    if (family != Kind.MIXTURE) {
      idle.put("q-components", because);
    }
    if (family != Kind.PLANAR && family != Kind.REALNVP && family != Kind.IAF) {
      idle.put("q-layers", because);
    }
    if (family != Kind.REALNVP && family != Kind.IAF) {
      idle.put("q-hidden", because);
      idle.put("q-context", because);
    } else if (family == Kind.REALNVP && !strategy.hasEncoder()) {
      idle.put("q-context", because + " without an encoder");
    }
  }
}
