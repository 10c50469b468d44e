package org.vaelab.experiment.train;

import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.LikelihoodKind;
import org.vaelab.experiment.ModelSettings;

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
  }

  private static void refuseIf(boolean senseless, String reason) {
    if (senseless) {
      throw new ExperimentException(reason);
    }
  }
}
