package org.vaelab.experiment.gap;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;
import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.Collections;
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
import org.vaelab.optimisation.LearningRate;

/// Settings of [InferenceGaps].
public record InferenceGapsConfig(
    @Adapted(option = "latent", quick = "10", full = "50")
        @Adapted(option = "activation", quick = "tanh", full = "elu")
        @Adapted(option = "epochs", quick = "10", full = "100")
        ModelSettings model,
    @Help("Widths (z to x) of other encoders, each trained with the base decoder, between ';'.")
        @Setting(unit = "W,W;W,...", least = 1, most = MOST_UNITS, quick = "20", full = "500,500")
        List<List<Integer>> encoders,
    @Help(
            "Widths (z to x) of other decoders, each trained with the base encoder; 'none' for one without hidden layers.")
        @Setting(unit = "W,W;W,...", least = 1, most = MOST_UNITS, quick = "none")
        List<List<Integer>> decoders,
    @Help("Families of q*, the poorer first: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME,...", quick = "diagonal,full", full = "diagonal")
        List<FamilyKind> families,
    @Help("Images of each split on which gaps are reported.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "50", full = "1000")
        int points,
    @Help("Other test images, on which the estimator of log p(x) is chosen.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "25", full = "200")
        int selectionPoints,
    @Help("Samples of importance sampling.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "1000", full = "5000")
        int samples,
    @Help("Temperatures of annealed importance sampling as a candidate estimator; 0 for none.")
        @Setting(unit = "T", least = 0, most = MOST_SAMPLES, quick = "0")
        int temperatures,
    @Help("Its chains per image.")
        @Setting(unit = "C", least = 1, most = 10_000, quick = "10", full = "20")
        int chains,
    @Help("Most steps towards q* from each start.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "150", full = "5000")
        int optimalSteps,
    @Help("Samples of z per such step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "5", full = "20")
        int optimalSamples,
    @Help("Random starts of q* besides the encoder's q and the prior.")
        @Setting(unit = "N", least = 0, most = 1000, quick = "0", full = "1")
        int restarts,
    @Help("Samples of z of every reported ELBO.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "500", full = "5000")
        int elboSamples,
    @Help("Epochs of the base model after which the gaps are measured.")
        @Setting(unit = "E,...", least = 1, most = MOST_STEPS, quick = "1,10", full = EPOCHS)
        List<Integer> snapshots)
    implements Settings {
  static final int LEAPFROG_STEPS = 10;
  private static final String EPOCHS = "1,10,30,100";
  private static final double OPTIMAL_RATE = 0.02;
  private static final int WINDOW = 100;
  private static final double TOLERANCE = 0.01;

  public InferenceGapsConfig {
    encoders = encoders.stream().map(List::copyOf).toList();
    decoders = decoders.stream().map(List::copyOf).toList();
    families = Choices.ascending(families);
    snapshots = List.copyOf(snapshots);
    Object[] values = {
      model, encoders, decoders, families, points, selectionPoints, samples,
      temperatures, chains, optimalSteps, optimalSamples, restarts, elboSamples, snapshots
    };
    SettingsForm.check(InferenceGapsConfig.class, values);
    model.requireBits();
    refuseRepetition("encoders", encoders);
    refuseRepetition("decoders", decoders);
    Choices.requireSome("families", families, "diagonal");
  }

  @Override
  public String data() {
    return model.data();
  }

  private static void refuseRepetition(String option, List<List<Integer>> widths) {
    for (List<Integer> one : widths) {
      if (Collections.frequency(widths, one) > 1) {
        throw new ExperimentException(
            "--%s names the widths %s twice; name each once."
                .formatted(option, one.isEmpty() ? "none" : one));
      }
    }
  }

  @Override
  public Map<String, String> withoutEffect() {
    return temperatures == 0 ? Map.of("chains", "--temperatures 0") : Map.of();
  }

  LocalOptimisation optimisation() {
    return new LocalOptimisation(
        optimalSteps,
        optimalSamples,
        new LearningRate.Cosine(OPTIMAL_RATE, 0.01),
        WINDOW,
        TOLERANCE);
  }
}
