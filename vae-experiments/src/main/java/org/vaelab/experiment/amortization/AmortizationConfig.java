package org.vaelab.experiment.amortization;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Choices;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.Limit;
import org.vaelab.train.TrainingConfig;

/// Settings of [Amortization].
public record AmortizationConfig(
    @Adapted(option = "latent", quick = "10", full = "50")
        @Adapted(option = "epochs", quick = "15", full = "50")
        ModelSettings model,
    @Help("Classes left out of training, one at a time; 'none' for none.")
        @Setting(unit = "C,...", least = 0, most = 255, quick = "7", full = CLASSES)
        List<Integer> heldOut,
    @Help("Training images of further encoders, beside one of all images.")
        @Setting(unit = "N,...", least = 1, most = MOST_POINTS, quick = "100,1000", full = SIZES)
        List<Integer> encoderImages,
    @Help("Images of each group on which q* is found and bounds are measured.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "200", full = "1000")
        int points,
    @Help("Steps towards q* from each start.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "300", full = "2000")
        int optimalSteps,
    @Help("Samples of z per such step.")
        @Setting(unit = "K", least = 1, most = 10_000, quick = "5", full = "20")
        int optimalSamples,
    @Help("Samples of z of every reported ELBO.")
        @Setting(unit = "K", least = 1, most = MOST_SAMPLES, quick = "300", full = "2000")
        int elboSamples,
    @Help("Steps of SVI on an image that are compared with the encoder.")
        @Setting(unit = "T,...", least = 1, most = MOST_STEPS, quick = STEPS)
        List<Integer> steps,
    @Help("Numbers of new images whose inference is timed, as far as there are so many.")
        @Setting(unit = "N,...", least = 1, most = MOST_POINTS, quick = TIMED)
        List<Integer> timed,
    @Help("Repeats of each timing, of which the median counts.")
        @Setting(unit = "N", least = 1, most = 1000, quick = "5", full = "9")
        int repeats)
    implements Settings {
  private static final String CLASSES = "0,1,2,3,4,5,6,7,8,9";
  private static final String SIZES = "100,1000,10000";
  private static final String STEPS = "5,10,20,50,100,150,200,300";
  private static final String TIMED = "100,500,2000";
  private static final double OPTIMAL_RATE = 0.05;
  private static final double LAST = 0.01;

  /// Initial rates that are tried for each number of steps of SVI.
  static final List<Double> RATES = List.of(0.03, 0.1, 0.3, 1.0);

  public AmortizationConfig {
    heldOut = Choices.ascending(heldOut);
    encoderImages = Choices.ascending(encoderImages);
    steps = Choices.ascending(steps);
    timed = Choices.ascending(timed);
    Object[] values = {
      model, heldOut, encoderImages, points, optimalSteps,
      optimalSamples, elboSamples, steps, timed, repeats
    };
    SettingsForm.check(AmortizationConfig.class, values);
    model.requireBits();
    Choices.requireSome("steps", steps, "10");
    Choices.requireSome("timed", timed, "100");
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

  /// Numbers of training images of the encoders that are trained alone, all images at last.
  ///
  /// @param all how many there are
  List<Integer> sizes(int all) {
    return Choices.ascending(
        Stream.concat(encoderImages.stream().filter(size -> size < all), Stream.of(all)).toList());
  }

  /// Numbers of images that are timed.
  ///
  /// @param all how many there are
  int[] timed(int all) {
    return timed.stream().mapToInt(count -> Math.min(count, all)).distinct().toArray();
  }

  /// How q* is sought from each start.
  LocalOptimisation optimal() {
    return LocalOptimisation.ofSteps(
            optimalSteps, optimalSamples, new LearningRate.Cosine(OPTIMAL_RATE, LAST))
        .by(adam());
  }

  /// SVI of a new image.
  static LocalOptimisation svi(int steps, double rate) {
    return LocalOptimisation.ofSteps(steps, 1, new LearningRate.Cosine(rate, 0.05)).by(adam());
  }

  /// At the prior the bound is so steep that with the usual β₂ = 0.999 the squares of the first
  /// gradients keep hundreds of later steps small.
  private static Adam adam() {
    return new Adam(0.9, 0.9, 1e-8);
  }

  /// As many steps as the model takes on all training images, however many images there are: an
  /// encoder of few images is not one that was trained less.
  TrainingConfig encoderTraining(int all) {
    long batches = Math.ceilDiv(all, model.batch());
    return model.training().until(new Limit.Steps(model.epochs() * batches));
  }

  static int[] first(int[] order, int count) {
    return IntStream.range(0, Math.min(count, order.length)).map(i -> order[i]).toArray();
  }
}
