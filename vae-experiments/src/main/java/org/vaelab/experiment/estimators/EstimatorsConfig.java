package org.vaelab.experiment.estimators;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [Estimators]. Of the model, the linear-Gaussian one has latent size and seed.
public record EstimatorsConfig(
    @Help(
            "linear-gaussian: exact log p(x) is known, data are drawn from it; vae: trained on images, exact up to three latent dimensions.")
        @Setting(option = "model", unit = "NAME", quick = "linear-gaussian")
        Kind kind,
    ModelSettings model,
    @Help("Data dimensions of the linear-Gaussian model.")
        @Setting(unit = "D", least = 1, most = 4096, quick = "100")
        int dimensions,
    @Help("Data points, or test images of the VAE.")
        @Setting(unit = "N", least = 2, most = 1_000_000, quick = "50", full = "200")
        int points,
    @Help("Largest K of naive Monte Carlo and importance sampling.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "5000")
        int samples,
    @Help("Numbers of temperatures of annealed importance sampling.")
        @Setting(unit = "T,...", least = 1, most = MOST_SAMPLES, quick = FEW, full = MANY)
        List<Integer> temperatures,
    @Help("Chains per data point.")
        @Setting(unit = "C", least = 1, most = 10_000, quick = "10", full = "20")
        int chains,
    @Help("Leapfrog steps per transition.")
        @Setting(unit = "L", least = 1, most = 1000, quick = "5", full = "10")
        int leapfrogSteps,
    @Help("Schedule of the temperatures: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "sigmoid")
        Schedule schedule,
    @Help("Points drawn from the model for bidirectional Monte Carlo; 0 for none.")
        @Setting(unit = "N", least = 2, most = 1_000_000, orZero = true, quick = "50", full = "100")
        int simulated)
    implements Settings {
  private static final String FEW = "10,30,100,300";
  private static final String MANY = FEW + ",1000";
  private static final int MOST_VALUES = 100_000_000;
  private static final Set<String> OF_BOTH = Set.of("latent", "seed");

  /// The model whose log p(x) is estimated.
  public enum Kind {
    /// Exact log p(x) is known.
    LINEAR_GAUSSIAN,
    /// Trained on images; log p(x) is known by quadrature up to three latent dimensions.
    VAE
  }

  public EstimatorsConfig {
    temperatures = List.copyOf(temperatures);
    Object[] values = {
      kind, model, dimensions, points, samples,
      temperatures, chains, leapfrogSteps, schedule, simulated
    };
    SettingsForm.check(EstimatorsConfig.class, values);
    model.requireBits();
    if (kind == Kind.LINEAR_GAUSSIAN) {
      refuseBeyond("points", points, dimensions);
      refuseBeyond("simulated", simulated, dimensions);
    }
    if (temperatures.isEmpty() || !temperatures.stream().sorted().toList().equals(temperatures)) {
      throw new ExperimentException(
          "--temperatures takes ascending numbers such as 10,100,1000, not %s."
              .formatted(temperatures));
    }
  }

  @Override
  public String data() {
    return kind == Kind.VAE ? model.data() : "linear-gaussian";
  }

  private static void refuseBeyond(String option, int points, int dimensions) {
    if ((long) points * dimensions > MOST_VALUES) {
      throw new ExperimentException(
          "--%s %d of --dimensions %d make more than %d values; take fewer of either."
              .formatted(option, points, dimensions, MOST_VALUES));
    }
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new HashMap<>();
    if (kind == Kind.VAE) {
      idle.put("dimensions", "--model vae");
      model.addIdle(idle);
      return idle;
    }
    for (SettingSpec setting : SettingsForm.of(ModelSettings.class).settings()) {
      if (!OF_BOTH.contains(setting.option())) {
        idle.put(setting.option(), "--model linear-gaussian");
      }
    }
    return idle;
  }
}
