package org.vaelab.experiment.svi;

import static org.vaelab.experiment.Choices.ascending;
import static org.vaelab.experiment.Choices.requireSome;
import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.InnerOptimiser;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.Limit;
import org.vaelab.train.TrainingConfig;

/// Settings of [SviSteps].
public record SviStepsConfig(
    @Adapted(option = "train-points", quick = "500", full = "20000")
        @Adapted(option = "latent", quick = "10", full = "50")
        @Adapted(option = "epochs", quick = "10", full = "20")
        @Adapted(option = "batch", quick = "25", full = "100")
        @Adapted(option = "learning-rate", quick = "0.0025", full = "0.001")
        ModelSettings model,
    @Help("Where the steps on an image's phi start: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME,...", quick = "zero,warm,continued,encoder")
        List<VisitStart> starts,
    @Help("What moves phi; all but the first from warm starts alone: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME,...", quick = "adam,momentum,natural")
        List<InnerOptimiser> optimisers,
    @Help("Steps on phi before each step on the model.")
        @Setting(unit = "T,...", least = 1, most = 10_000, quick = "1,5,20", full = STEPS)
        List<Integer> steps,
    @Help("Multiples of --learning-rate that are tried for every way.")
        @Setting(unit = "M,...", least = 0.001, most = 1000, quick = "1,2,4,8")
        List<Double> learningRateFactors,
    @Help("Gradients of one image's bound per training image, for every training.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "300")
        int gradients,
    @Help("Seeds, from --seed on, with a training of every way each.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "2", full = "3")
        int seeds,
    @Help("Steps from the prior to the q that measures a decoder, and of the pictured inner loop.")
        @Setting(unit = "N", least = 2, most = MOST_STEPS, quick = "150", full = "300")
        int testSteps,
    @Help("Test images that measure a decoder; as many training images choose the rates.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "50", full = "500")
        int points,
    @Help("Samples of the importance-sampled log p(x).")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "200", full = "1000")
        int samples)
    implements Settings {
  private static final String STEPS = "1,2,5,10,20,50";
  private static final double TEST_RATE = 0.1;

  public SviStepsConfig {
    starts = ascending(starts);
    optimisers = optimisers.stream().distinct().toList();
    steps = ascending(steps);
    learningRateFactors = ascending(learningRateFactors);
    Object[] values = {
      model, starts, optimisers, steps,
      learningRateFactors, gradients, seeds, testSteps,
      points, samples
    };
    SettingsForm.check(SviStepsConfig.class, values);
    model.requireBits();
    requireSome("starts", starts, "warm");
    requireSome("optimisers", optimisers, "adam");
    requireSome("steps", steps, "5");
    requireSome("learning-rate-factors", learningRateFactors, "1");
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

  /// All ways, those with one start and optimiser together.
  List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (InnerOptimiser optimiser : optimisers) {
      for (VisitStart start : starts) {
        if (optimiser == optimisers.getFirst() || start == comparedStart()) {
          steps.forEach(t -> ways.add(new Way(start, optimiser, t)));
        }
      }
    }
    return ways;
  }

  /// The start from which optimisers are compared.
  VisitStart comparedStart() {
    return starts.contains(VisitStart.WARM) ? VisitStart.WARM : starts.getFirst();
  }

  List<Double> learningRates() {
    return model.learningRates(learningRateFactors);
  }

  /// A number of steps in the middle of those that are tried.
  int middleSteps() {
    return steps.get((steps.size() - 1) / 2);
  }

  double middleLearningRate() {
    return learningRates().get((learningRates().size() - 1) / 2);
  }

  InferenceStrategy strategy(Way way, Rates rates, int dataSize) {
    LocalOptimisation inner =
        LocalOptimisation.ofSteps(way.steps(), 1, new LearningRate.Constant(rates.innerRate()))
            .by(way.optimiser().optimiser());
    return way.start().strategy(model.encoder(dataSize), inner, testTime());
  }

  /// How q is found for every decoder, whatever trained it.
  LocalOptimisation testTime() {
    return LocalOptimisation.ofSteps(testSteps, 2, new LearningRate.Cosine(TEST_RATE, 0.05));
  }

  /// @param ofVisit gradients of an image's bound for one step on θ
  TrainingConfig training(Rates rates, int ofVisit, int trainingPoints, long seed) {
    double perStep = (double) ofVisit * Math.min(model.batch(), trainingPoints);
    long taken = Math.max(1, Math.round(gradients * (double) trainingPoints / perStep));
    return model.training(1, rates.learningRate(), seed).until(new Limit.Steps(taken));
  }
}
