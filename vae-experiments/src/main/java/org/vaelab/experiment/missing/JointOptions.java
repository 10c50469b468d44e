package org.vaelab.experiment.missing;

import static org.vaelab.experiment.Setting.MOST_STEPS;
import static org.vaelab.experiment.Setting.MOST_UNITS;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.model.Autoregressive;
import org.vaelab.model.Made;
import org.vaelab.model.PixelCnn;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.TrainingConfig;

/// Which p(x, z) of all pixels there is, and how it is trained.
public record JointOptions(
    @Help("p(x, z) of all pixels, each given those before it: ${COMPLETION-CANDIDATES}.")
        @Setting(unit = "NAME", quick = "made")
        Kind joint,
    @Help("MADE: widths of its hidden layers, or 'none'.")
        @Setting(unit = "W,W,...", least = 1, most = MOST_UNITS, quick = "200", full = "2000")
        List<Integer> jointHidden,
    @Help("PixelCNN: numbers a pixel has in its hidden layers.")
        @Setting(unit = "C", least = 1, most = MOST_UNITS, quick = "16", full = "32")
        int jointChannels,
    @Help("PixelCNN: residual layers.")
        @Setting(unit = "L", least = 0, most = 100, quick = "3", full = "5")
        int jointLayers,
    @Help("Its passes over the training set.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "10", full = "20")
        int jointEpochs,
    @Help("Its learning rate, the same to the end.")
        @Setting(unit = "RATE", least = 1e-8, most = 1, quick = "0.002")
        double jointLearningRate,
    @Help("Its weight decay (AdamW), against overfitting.")
        @Setting(unit = "W", least = 0, most = 100, quick = "0.1")
        double jointWeightDecay,
    @Help("Epochs over which its parameters are averaged; 0 for none.")
        @Setting(unit = "N", least = 0, most = MOST_STEPS, quick = "2", full = "4")
        double jointAveraging) {
  private static final Activation OF_MADE = Activation.RELU; // A nat better than tanh on MNIST.
  private static final List<Integer> SMALL_HIDDEN = List.of(64);

  /// The autoregressive models there are.
  public enum Kind {
    MADE("MADE"),
    PIXEL_CNN("PixelCNN");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// What tables call it.
    public String label() {
      return label;
    }
  }

  public JointOptions {
    jointHidden = List.copyOf(jointHidden);
    SettingsForm.check(
        JointOptions.class,
        joint,
        jointHidden,
        jointChannels,
        jointLayers,
        jointEpochs,
        jointLearningRate,
        jointWeightDecay,
        jointAveraging);
  }

  String label() {
    return joint.label();
  }

  Autoregressive of(int height, int width) {
    return of(height, width, jointHidden);
  }

  /// For images of few pixels.
  Autoregressive ofSmall(int height, int width) {
    return of(height, width, SMALL_HIDDEN);
  }

  private Autoregressive of(int height, int width, List<Integer> hidden) {
    return switch (joint) {
      case MADE -> new Made(height * width, hidden, OF_MADE);
      case PIXEL_CNN -> new PixelCnn(height, width, jointChannels, jointLayers);
    };
  }

  TrainingConfig training(int batch, long seed) {
    Adam standard = Adam.standard();
    return new TrainingConfig(
            jointEpochs,
            batch,
            1,
            new Adam(standard.beta1(), standard.beta2(), standard.epsilon(), jointWeightDecay),
            new LearningRate.Constant(jointLearningRate),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            seed)
        .averagingOver(jointAveraging);
  }

  Map<String, String> idle() {
    String because = "--joint " + SettingSpec.text(joint);
    return joint == Kind.MADE
        ? Map.of("joint-channels", because, "joint-layers", because)
        : Map.of("joint-hidden", because);
  }
}
