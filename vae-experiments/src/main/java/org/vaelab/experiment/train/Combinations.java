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
    likelihood.check(model);
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
        strategy.learnsFromRefined() && !family.hasDensity(),
        "An encoder that learns from the refined q needs log q of its samples, which a planar flow has no closed form for; use --encoder-training bound, or another --family.");
    refuseIf(
        strategy.throughSteps() && objective.gradient() != ObjectiveOptions.Gradient.PATHWISE,
        "Through the steps an encoder learns by derivatives of the bound's own gradient, which that of --gradient %s is not; use --gradient pathwise, or another --encoder-training."
            .formatted(SettingSpec.text(objective.gradient())));
    refuseIf(
        family.family() == FamilyOptions.Kind.REALNVP && model.latent() < 2,
        "A RealNVP flow couples two halves of z; use --latent 2 or more, or another --family.");
    refuseIf(
        prior.prior() == PriorOptions.Kind.FLOW && model.latent() < 2,
        "A RealNVP flow couples two halves of z; use --latent 2 or more, or another --prior.");
    refuseIf(
        objective.needsDensity() && !family.hasDensity(),
        "--gradient %s asks log q of other points than q's own samples, where a planar flow has no closed form; use --gradient pathwise, or another --family."
            .formatted(SettingSpec.text(objective.gradient())));
  }

  /// @throws ExperimentException if the batches have no equal shares of the shards
  static void check(ModelSettings model, int shards) {
    refuseIf(
        model.batch() % shards != 0,
        "A batch of %d images has no equal shares of %d shards; use a --shards that divides --batch."
            .formatted(model.batch(), shards));
  }

  private static void refuseIf(boolean senseless, String reason) {
    if (senseless) {
      throw new ExperimentException(reason);
    }
  }
}
