package org.vaelab.experiment.exchange;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.io.Serializable;
import java.util.List;
import org.vaelab.data.Binarisation;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.gap.FamilyKind;
import org.vaelab.network.Activation;

/// What is evaluated how. There is but one preset.
public record EvaluationSettings(
    @Help("How the data set's pixels become x: ${COMPLETION-CANDIDATES}; none for grey levels.")
        @Setting(unit = "NAME", quick = "stochastic")
        Binarisation binarisation,
    @Help(
            "Activation of the hidden layers, where the file does not tell: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "tanh")
        Activation activation,
    @Help("Test images, a seeded choice of at least 2; 0 for all.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, orZero = true, quick = "100")
        int points,
    @Help("Samples of importance sampling.")
        @Setting(unit = "K", least = 2, most = MOST_SAMPLES, quick = "5000")
        int samples,
    @Help(
            "Families in which q* is sought besides that of the model's own q: ${COMPLETION-CANDIDATES}, or none.")
        @Setting(unit = "NAME,...", quick = "none")
        List<FamilyKind> families,
    @Help("Steps towards the best q of an image from each start; 0 for none: by the model's own q.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "500")
        int optimalSteps,
    @Help("Temperatures of annealed importance sampling; 0 for none.")
        @Setting(unit = "T", least = 0, most = MOST_SAMPLES, quick = "0")
        int temperatures,
    @Help("Its chains per image.") @Setting(unit = "C", least = 1, most = 10_000, quick = "10")
        int chains,
    @Help("Compute log p(x) by quadrature, which up to three latent dimensions allow.")
        @Setting(unit = "", quick = "false")
        boolean quadrature,
    @Help("Seed of all random numbers.") @Setting(unit = "S", quick = "1") long seed)
    implements Serializable {

  public EvaluationSettings {
    families = families.stream().distinct().toList();
    Object[] values = {
      binarisation, activation, points, samples, families,
      optimalSteps, temperatures, chains, quadrature, seed
    };
    SettingsForm.check(EvaluationSettings.class, values);
  }

  /// Whether q* is sought; if not, all is measured by the model's own q.
  boolean optimises() {
    return optimalSteps > 0;
  }
}
