package org.vaelab.experiment.train;

import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.SettingSpec;

/// Which parts do not go together, and what to choose instead.
final class Combinations {
  private Combinations() {}

  /// @throws ExperimentException saying why two of the parts make no sense together
  static void check(
      ModelSettings model,
      PriorOptions prior,
      NetworkOptions network,
      LikelihoodOptions likelihood,
      FamilyOptions family,
      StrategyOptions strategy,
      ObjectiveOptions objective) {
    refuseIf(
        likelihood.likelihood() == LikelihoodKind.LECTURE && !model.hidden().isEmpty(),
        "The lecture's likelihood has no hidden layers in its decoder; use --hidden none.");
    refuseIf(
        likelihood.likelihood() == LikelihoodKind.LECTURE
            && network.network() == NetworkOptions.Kind.CONV,
        "The lecture's likelihood has a linear decoder; use --network mlp with --hidden none.");
    refuseIf(
        objective.freeBits() > 0
            && (prior.prior() != PriorOptions.Kind.NORMAL
                || family.family() != FamilyOptions.Kind.DIAGONAL),
        "Free bits need the KL of each latent dimension in closed form; use --prior normal with --family diagonal, or --free-bits 0.");
    refuseIf(
        strategy.throughSteps()
            && objective.gradient() != ObjectiveOptions.Gradient.PATHWISE,
        "Through the steps an encoder learns by derivatives of the bound's own gradient, which that of --gradient %s is not; use --gradient pathwise, or another --encoder-training."
            .formatted(SettingSpec.text(objective.gradient())));
    refuseIf(
        objective.detachesQ() && !family.detachable(),
        "--gradient %s needs q without the gradient of its parameters, which --family %s does not offer; use --gradient pathwise."
            .formatted(SettingSpec.text(objective.gradient()), SettingSpec.text(family.family())));
  }

  private static void refuseIf(boolean senseless, String reason) {
    if (senseless) {
      throw new ExperimentException(reason);
    }
  }
}
