package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.Map;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.gradient.DoublyReparameterised;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.StickingTheLanding;
import org.vaelab.gradient.Vimco;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.FreeBits;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;

/// Which bound is raised, and by which estimate of its gradient.
public record ObjectiveOptions(
    @Help("The bound that is raised: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "elbo")
        Kind objective,
    @Help("Estimator of its gradient: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "pathwise")
        Gradient gradient,
    @Help("Samples of z per image and training step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "1")
        int trainSamples,
    @Help("Weight of the KL term; 1 for the ELBO itself.")
        @Setting(unit = "B", least = 0, most = 1e6, quick = "1")
        double beta,
    @Help("Nats of KL that each latent dimension has for free; 0 for none.")
        @Setting(unit = "NATS", least = 0, most = 1e6, quick = "0")
        double freeBits,
    @Help("Epochs over which the weight of the KL term rises from 0; 0 for none.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "0")
        int warmUp) {

  /// The bounds there are.
  public enum Kind {
    ELBO,
    IWAE
  }

  /// The estimators there are.
  public enum Gradient {
    PATHWISE(null),
    /// Sticking the landing.
    STL(Kind.ELBO),
    /// Doubly reparameterised.
    DREG(Kind.IWAE),
    SCORE_FUNCTION(Kind.ELBO),
    /// The score function with one.
    LEARNED_BASELINE(Kind.ELBO),
    VIMCO(Kind.IWAE);

    /// Whose gradient it estimates; null for any.
    private final Kind only;

    Gradient(Kind only) {
      this.only = only;
    }
  }

  public ObjectiveOptions {
    Object[] values = {objective, gradient, trainSamples, beta, freeBits, warmUp};
    SettingsForm.check(ObjectiveOptions.class, values);
    if (gradient.only != null && gradient.only != objective) {
      throw new ExperimentException(
          "--gradient %s estimates the gradient of the %s alone; use --objective %s, or --gradient pathwise."
              .formatted(
                  SettingSpec.text(gradient),
                  gradient.only == Kind.ELBO ? "ELBO" : "importance-weighted bound",
                  SettingSpec.text(gradient.only)));
    }
    if (objective == Kind.IWAE && (warmUp > 0 || beta != 1 || freeBits > 0)) {
      throw new ExperimentException(
          "The importance-weighted bound has no KL term to weight; leave out --beta, --free-bits and --warm-up, or use --objective elbo.");
    }
    if (freeBits > 0 && gradient != Gradient.PATHWISE) {
      throw new ExperimentException(
          "Free bits count the KL in closed form, which --gradient %s does not use; use --gradient pathwise or --free-bits 0."
              .formatted(SettingSpec.text(gradient)));
    }
  }

  /// Whether log q(z; φ) is asked of other samples than those that q was differentiated through.
  boolean needsDensity() {
    return gradient != Gradient.PATHWISE;
  }

  private Objective ofSamples() {
    return switch (objective) {
      case ELBO -> freeBits > 0 ? new FreeBits(freeBits) : Elbo.standard();
      case IWAE -> new Iwae();
    };
  }

  /// @param dataSize D
  GradientEstimator make(ModelSettings model, int dataSize) {
    return switch (gradient) {
      case PATHWISE -> new Pathwise(ofSamples());
      case STL -> new StickingTheLanding();
      case DREG -> new DoublyReparameterised();
      case SCORE_FUNCTION -> new ScoreFunction();
      case LEARNED_BASELINE ->
          new ScoreFunction(new ScoreFunction.Learned(dataSize, model.hidden().reversed()));
      case VIMCO -> new Vimco();
    };
  }

  void addIdle(Map<String, String> idle) {
    if (objective == Kind.IWAE && trainSamples == 1) {
      idle.put("objective", "--train-samples 1: with one sample IWAE is the ELBO");
    }
  }

  /// The bound's name.
  String bound() {
    return objective == Kind.ELBO ? "ELBO" : "IWAE, K = " + trainSamples;
  }

  /// Such as `elbo, K = 1`.
  String text() {
    StringBuilder text = new StringBuilder(SettingSpec.text(objective) + ", K = " + trainSamples);
    if (beta != 1) {
      text.append(", β = ").append(beta);
    }
    if (freeBits > 0) {
      text.append(", %s nats free per latent dimension".formatted(freeBits));
    }
    if (warmUp > 0) {
      text.append(", the KL term's weight rising over %d epochs".formatted(warmUp));
    }
    return text.toString();
  }
}
