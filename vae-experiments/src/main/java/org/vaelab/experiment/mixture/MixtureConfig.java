package org.vaelab.experiment.mixture;

import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import java.util.List;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.mixture.CovarianceType;

/// Settings of [MixtureOfGaussians].
public record MixtureConfig(
    @Adapted(option = "latent", quick = "10")
        @Adapted(option = "hidden", quick = "200,200")
        @Adapted(option = "activation", quick = "relu")
        @Adapted(option = "epochs", quick = "10")
        @Adapted(option = "learning-rate", quick = "0.002")
        ModelSettings model,
    @Help("Clusters that the images are put into, K of the mixtures.")
        @Setting(unit = "K", least = 1, most = 1000, quick = "10")
        int clusters,
    @Help("Covariances of the images' mixtures: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "full")
        CovarianceType covariance,
    @Help("Starts of EM and of k-means, of which the best counts.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "3", full = "10")
        int restarts,
    @Help("VAEs trained on the images, and fits to their codes.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "3", full = "5")
        int seeds,
    @Help("Principal components of the images.")
        @Setting(unit = "P", least = 1, most = 4096, quick = "20")
        int principalComponents,
    @Help("Points of the three clusters in the plane.")
        @Setting(unit = "N", least = 20, most = 100_000, quick = "400", full = "1000")
        int points,
    @Help("Spreads s of the means s·sigma(Az + c) of the VAE in the plane; the lecture has 1.")
        @Setting(unit = "S,S,...", least = 0.01, most = 10, quick = "1,8")
        List<Double> spreads,
    @Help("Mixtures of each size that are drawn from this VAE.")
        @Setting(unit = "N", least = 2, most = MOST_SAMPLES, quick = "10", full = "50")
        int draws)
    implements Settings {

  public MixtureConfig {
    spreads = List.copyOf(spreads);
    Object[] values = {
      model, clusters, covariance, restarts, seeds, principalComponents, points, spreads, draws
    };
    SettingsForm.check(MixtureConfig.class, values);
    model.requireBits();
    if (spreads.isEmpty() || spreads.stream().distinct().count() < spreads.size()) {
      throw new ExperimentException(
          "--spreads takes different numbers such as 1,8, not %s.".formatted(spreads));
    }
  }

  @Override
  public String data() {
    return model.data();
  }
}
