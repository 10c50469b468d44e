package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.vaelab.distribution.MixturePrior;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.RealNvpPrior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.distribution.VampPrior;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.network.Network;

/// Which p(z) a model has.
public record PriorOptions(
    @Help(
            "p(z): ${COMPLETION-CANDIDATES}. N(0, I), a learned mixture of Gaussians, q's of learned pseudo-inputs, or a RealNVP flow.")
        @Setting(unit = "NAME", quick = "normal")
        Kind prior,
    @Help("Mixture prior: its Gaussians.")
        @Setting(unit = "C", least = 1, most = 100_000, quick = "10", full = "500")
        int priorComponents,
    @Help("VampPrior: pseudo-inputs; they start as training images.")
        @Setting(unit = "C", least = 1, most = 100_000, quick = "50", full = "500")
        int pseudoInputs,
    @Help("Flow prior: layers.")
        @Setting(unit = "L", least = 1, most = 100, quick = "4", full = "8")
        int priorLayers,
    @Help("Flow prior: hidden units of the network of each layer.")
        @Setting(unit = "W", least = 1, most = MOST_UNITS, quick = "40", full = "100")
        int priorHidden) {

  /// The priors there are.
  public enum Kind {
    /// N(0, I).
    NORMAL,
    MIXTURE,
    /// The variational mixture of posteriors.
    VAMP,
    /// RealNVP.
    FLOW
  }

  public PriorOptions {
    SettingsForm.check(
        PriorOptions.class, prior, priorComponents, pseudoInputs, priorLayers, priorHidden);
  }

  /// @param latent Z
  /// @param encoder from x to (μ, log σ), for the VampPrior
  /// @param images so many training images, or all there are if those are fewer, `[C, D]`
  Prior prior(int latent, Network encoder, IntFunction<float[]> images) {
    return switch (prior) {
      case NORMAL -> new StandardNormal(latent);
      case MIXTURE -> new MixturePrior(latent, priorComponents);
      case VAMP -> VampPrior.startingAt(encoder, images.apply(pseudoInputs));
      case FLOW -> new RealNvpPrior(latent, priorLayers, List.of(priorHidden));
    };
  }

  void addIdle(Map<String, String> idle) {
    String because = "--prior " + SettingSpec.text(prior);
    if (prior != Kind.MIXTURE) {
      idle.put("prior-components", because);
    }
    if (prior != Kind.VAMP) {
      idle.put("pseudo-inputs", because);
    }
    if (prior != Kind.FLOW) {
      idle.put("prior-layers", because);
      idle.put("prior-hidden", because);
    }
  }
}
