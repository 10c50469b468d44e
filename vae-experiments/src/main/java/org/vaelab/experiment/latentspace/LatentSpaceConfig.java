package org.vaelab.experiment.latentspace;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.DataSettings;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;

/// Settings of [LatentSpace].
public record LatentSpaceConfig(
    @Adapted(option = "latent", quick = "8", full = "20")
        @Adapted(option = "epochs", quick = "25", full = "50")
        @Adapted(option = "learning-rate", quick = "0.005", full = "0.001")
        ModelSettings model,
    @Help("Another data set, whose images do not belong, such as fashion-mnist; or 'none'.")
        @Setting(unit = "NAME|DIR", quick = NONE)
        String other,
    @Help("Test images that are measured, training and other images beside them.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "500", full = "2000")
        int points,
    @Help("Samples of z of each log p̂.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "100", full = "1000")
        int samples)
    implements Settings {
  private static final String NONE = "none";
  private static final int PLANE = 2;

  public LatentSpaceConfig {
    Object[] values = {model, other, points, samples};
    SettingsForm.check(LatentSpaceConfig.class, values);
    model.requireBits();
  }

  @Override
  public String data() {
    return model.data();
  }

  @Override
  public Map<String, String> withoutEffect() {
    Map<String, String> idle = new TreeMap<>();
    model.addIdle(idle);
    return idle;
  }

  /// The same model with two latent dimensions.
  ModelSettings plane() {
    return new ModelSettings(
        model.data(),
        model.binarisation(),
        model.trainPoints(),
        model.testPoints(),
        PLANE,
        model.hidden(),
        model.activation(),
        model.epochs(),
        model.batch(),
        model.learningRate(),
        model.seed());
  }

  /// Where images that do not belong come from: test images of another set.
  Optional<DataSettings> otherImages() {
    return other.equals(NONE)
        ? Optional.empty()
        : Optional.of(new DataSettings(other, model.binarisation(), 1, points, model.seed()));
  }
}
