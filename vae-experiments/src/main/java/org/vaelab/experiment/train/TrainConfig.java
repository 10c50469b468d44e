package org.vaelab.experiment.train;

import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.TrainingConfig;

/// Settings of [Train].
public record TrainConfig(
    @Adapted(option = "latent", quick = "20", full = "40")
        @Adapted(option = "hidden", quick = "100", full = "300,300")
        ModelSettings model,
    PriorOptions prior,
    NetworkOptions network,
    LikelihoodOptions likelihood,
    FamilyOptions family,
    StrategyOptions strategy,
    ObjectiveOptions objective,
    @Help("Largest norm of the gradient; 0 for no clipping.")
        @Setting(unit = "C", least = 1e-6, most = 1e9, orZero = true, quick = "0")
        double clipNorm,
    @Help(
            "Stop after N epochs without a better validation ELBO and keep the best model; 0 for never. Without a validation set, a tenth of the training images is held out.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "0")
        int patience,
    @Help("Parts of the training set with equal shares in each batch, for --master.")
        @Setting(unit = "N", least = 1, most = 1_000_000, quick = "1")
        int shards,
    MeasurementOptions measurement)
    implements Settings {

  public TrainConfig {
    Object[] values = {
      model,
      prior,
      network,
      likelihood,
      family,
      strategy,
      objective,
      clipNorm,
      patience,
      shards,
      measurement
    };
    SettingsForm.check(TrainConfig.class, values);
    Combinations.check(model, prior, network, likelihood, family, strategy, objective);
    Combinations.check(model, shards);
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    prior.addIdle(idle);
    network.addIdle(model, idle);
    likelihood.addIdle(idle);
    family.addIdle(strategy, idle);
    strategy.addIdle(idle);
    objective.addIdle(idle);
    return idle;
  }

  /// How the model is trained.
  public TrainingConfig training() {
    return new TrainingConfig(
            model.epochs(),
            model.batch(),
            objective.trainSamples(),
            Adam.standard(),
            LearningRate.standard(model.learningRate()),
            objective.warmUp(),
            clipNorm > 0 ? OptionalDouble.of(clipNorm) : OptionalDouble.empty(),
            patience > 0 ? Optional.of(new StoppingRule.Patience(patience, 0)) : Optional.empty(),
            model.seed())
        .withBeta(objective.beta())
        .ofShards(shards);
  }
}
