package org.vaelab.experiment.inner;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Choices;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;

/// Settings of [InnerOptimisers].
public record InnerOptimisersConfig(
    @Adapted(option = "latent", quick = "10", full = "50")
        @Adapted(option = "epochs", quick = "15", full = "50")
        ModelSettings model,
    @Help("Models, trained from the seeds from --seed on.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "1", full = "3")
        int seeds,
    @Help("Test images whose q are optimised and measured.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "30", full = "100")
        int points,
    @Help("Training images that choose each optimiser's rate, variant and samples.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "8", full = "20")
        int selectionPoints,
    @Help("Steps T on an image's q that are tried.")
        @Setting(unit = "T,...", least = 1, most = MOST_STEPS, quick = STEPS, full = FULL_STEPS)
        List<Integer> steps,
    @Help("Samples K of z per step that are tried.")
        @Setting(unit = "K,...", least = 1, most = 10_000, quick = "1,4,64", full = SAMPLES)
        List<Integer> samples,
    @Help("The most gradients, T times K, that are tried.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "1280", full = "4096")
        int mostGradients,
    @Help("Steps towards q* from each start; as many again check that they are enough.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "300", full = "2500")
        int optimalSteps,
    @Help("Samples of z per such step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "5", full = "8")
        int optimalSamples,
    @Help("Samples of z of every L[q].")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "200", full = "1000")
        int elboSamples,
    @Help("Repeats of each timing, of which the median counts.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "5", full = "9")
        int repeats)
    implements Settings {
  private static final String STEPS = "5,10,14,20,40,80,160,224,320";
  private static final String FULL_STEPS = "5,7,10,14,20,28,40,56,80,112,160,224,320,448,640";
  private static final String SAMPLES = "1,4,16,64,128,256";
  private static final double OPTIMAL_RATE = 0.05;
  private static final double LAST = 0.01;

  /// A number of steps with a number of samples each.
  record Budget(int samples, int steps) {
    long gradients() {
      return (long) samples * steps;
    }
  }

  public InnerOptimisersConfig {
    steps = Choices.ascending(steps);
    samples = Choices.ascending(samples);
    Object[] values = {
      model, seeds, points, selectionPoints,
      steps, samples, mostGradients, optimalSteps,
      optimalSamples, elboSamples, repeats
    };
    SettingsForm.check(InnerOptimisersConfig.class, values);
    model.requireBits();
    Choices.requireSome("steps", steps, "10");
    Choices.requireSome("samples", samples, "1");
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    model.addIdle(idle);
    return idle;
  }

  /// All that are tried, by samples and steps.
  ///
  /// @throws ExperimentException if there are none
  List<Budget> budgets() {
    List<Budget> budgets = new ArrayList<>();
    for (int k : samples) {
      for (int t : steps) {
        Budget budget = new Budget(k, t);
        if (budget.gradients() <= mostGradients) {
          budgets.add(budget);
        }
      }
    }
    if (budgets.isEmpty()) {
      throw new ExperimentException(
          "--most-gradients %d leaves nothing to try: the fewest steps and samples are %d times %d."
              .formatted(mostGradients, steps.getFirst(), samples.getFirst()));
    }
    return budgets;
  }

  /// How q* is sought from each start.
  LocalOptimisation optimal(int steps) {
    return LocalOptimisation.ofSteps(
            steps, optimalSamples, new LearningRate.Cosine(OPTIMAL_RATE, LAST))
        .by(new Adam(0.9, 0.9, 1e-8));
  }
}
