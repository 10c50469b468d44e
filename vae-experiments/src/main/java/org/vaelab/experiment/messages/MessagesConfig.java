package org.vaelab.experiment.messages;

import static org.vaelab.experiment.Setting.MOST_POINTS;
import static org.vaelab.experiment.Setting.MOST_SAMPLES;
import static org.vaelab.experiment.Setting.MOST_STEPS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.coding.Refinement;
import org.vaelab.coding.UniformBins;
import org.vaelab.experiment.Adapted;
import org.vaelab.experiment.Choices;
import org.vaelab.experiment.Help;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.experiment.Setting;
import org.vaelab.experiment.Settings;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.exchange.CompressionSettings;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.optimisation.LearningRate;

/// Settings of [Messages].
public record MessagesConfig(
    @Adapted(option = "latent", quick = "10", full = "40")
        @Adapted(option = "epochs", quick = "20", full = "100")
        ModelSettings model,
    @Help("Test images that are sent.")
        @Setting(unit = "N", least = 2, most = MOST_POINTS, quick = "1000", full = "10000")
        int points,
    @Help("Samples of z of every reported expectation.")
        @Setting(unit = "K", least = 2, most = MOST_SAMPLES, quick = "50", full = "100")
        int samples,
    @Help("Bits of a code's coordinate, rounded to bins of equal mass under the prior.")
        @Setting(unit = "B,...", least = 1, most = 16, quick = "1,2,3,4,5,6")
        List<Integer> bits,
    @Help("Widths of its bins where they are of equal width.")
        @Setting(
            unit = "W,...",
            least = UniformBins.LEAST_WIDTH,
            most = UniformBins.MOST_WIDTH,
            quick = "0.125,0.25,0.5,1,2,4")
        List<Double> widths,
    @Help("Bits of a latent coordinate's bins where images are sent without loss.")
        @Setting(unit = "B", least = 1, most = 16, quick = "12")
        int latentBits,
    @Help("Chains of that message; each costs initial bits.")
        @Setting(unit = "C", least = 1, most = 10_000, quick = "16", full = "32")
        int chains,
    @Help("Steps of SVI that refine each image's q on both sides.")
        @Setting(unit = "T,...", least = 1, most = MOST_STEPS, quick = "5,20,100")
        List<Integer> sviSteps,
    @Help("Their learning rate (Adam).")
        @Setting(unit = "R", least = 0, most = 1, between = true, quick = "0.03", full = "0.01")
        double sviRate,
    @Help("Steps towards the best q of each image from each of two starts.")
        @Setting(unit = "N", least = 1, most = MOST_STEPS, quick = "200", full = "1000")
        int optimalSteps)
    implements Settings {
  private static final double OPTIMAL_RATE = 0.05;
  private static final double LAST = 0.01;

  public MessagesConfig {
    bits = Choices.ascending(bits);
    widths = Choices.ascending(widths);
    sviSteps = Choices.ascending(sviSteps);
    Object[] values = {
      model, points, samples, bits, widths, latentBits, chains, sviSteps, sviRate, optimalSteps
    };
    SettingsForm.check(MessagesConfig.class, values);
    model.requireBits();
    Choices.requireSome("bits", bits, "4");
    Choices.requireSome("widths", widths, "0.5");
    Choices.requireSome("svi-steps", sviSteps, "20");
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

  /// All ways to round codes, from coarse to fine in each scheme.
  List<Rounding> roundings() {
    List<Rounding> all = new ArrayList<>();
    bits.forEach(b -> all.add(new Rounding(Rounding.Scheme.EQUAL_MASS, b)));
    widths.reversed().forEach(w -> all.add(new Rounding(Rounding.Scheme.EQUAL_WIDTH, w)));
    return all;
  }

  /// Steps of SVI with which images are sent, none first.
  List<Integer> steps() {
    List<Integer> all = new ArrayList<>(List.of(0));
    all.addAll(sviSteps);
    return all;
  }

  Optional<Refinement> refinement(int steps) {
    return steps == 0
        ? Optional.empty()
        : Optional.of(new Refinement(steps, CompressionSettings.SVI_SAMPLES, sviRate));
  }

  /// How q* is sought from each start.
  LocalOptimisation optimal() {
    return LocalOptimisation.ofSteps(
        optimalSteps, CompressionSettings.SVI_SAMPLES, new LearningRate.Cosine(OPTIMAL_RATE, LAST));
  }
}
