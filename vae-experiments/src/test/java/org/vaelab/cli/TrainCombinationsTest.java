package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Preset;
import org.vaelab.experiment.SettingsForm;
import org.vaelab.experiment.train.TrainConfig;

/// Any two choices of the experiment `train` go together in a model that trains, or are refused in
/// a sentence: none ends in a stack trace.
@ExtendWith(MutedProgress.class)
class TrainCombinationsTest {
  private static final SettingsForm<TrainConfig> FORM = SettingsForm.of(TrainConfig.class);
  private static final List<String> CHOSEN =
      List.of(
          "binarisation",
          "prior",
          "network",
          "likelihood",
          "family",
          "strategy",
          "inner-start",
          "encoder-training",
          "objective",
          "gradient");

  /// Values that make a difference, of options that are no choice.
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "hidden",
          List.of("4", "none"),
          "train-samples",
          List.of("2", "1"),
          "beta",
          List.of("1", "0.5"),
          "free-bits",
          List.of("0", "0.1"));

  private static final String SMALL =
      "run train --latent 2 --epochs 1 --batch 35 --inner-steps 2 --test-steps 2 --samples 5"
          + " --curve-points 3 --likelihood-points 3";

  /// Draws of the other choices after which two are said not to go together.
  private static final int TRIES = 400;

  @TempDir private Path folder;

  private record Choice(String option, String value) {}

  private static Map<String, List<String>> choices() {
    Map<String, List<String>> all = new TreeMap<>(VALUES);
    FORM.settings().stream()
        .filter(setting -> CHOSEN.contains(setting.option()))
        .forEach(setting -> all.put(setting.option(), setting.choices()));
    return all;
  }

  /// Why the settings refuse what was chosen, if they do.
  private static Optional<String> refusal(Map<String, String> chosen) {
    try {
      FORM.make(
          setting ->
              chosen.containsKey(setting.option())
                  ? setting.parse(chosen.get(setting.option()))
                  : setting.preset(Preset.QUICK));
      return Optional.empty();
    } catch (ExperimentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Set<Set<Choice>> pairs(Map<String, String> chosen) {
    List<Choice> all = new ArrayList<>();
    chosen.forEach((option, value) -> all.add(new Choice(option, value)));
    Set<Set<Choice>> pairs = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(Set.of(all.get(i), all.get(j)));
      }
    }
    return pairs;
  }

  private static Set<Set<Choice>> allPairs(Map<String, List<String>> choices) {
    Set<Set<Choice>> pairs = new LinkedHashSet<>();
    choices.forEach(
        (one, values) ->
            choices.forEach(
                (other, others) -> {
                  if (one.compareTo(other) < 0) {
                    for (String value : values) {
                      for (String second : others) {
                        pairs.add(Set.of(new Choice(one, value), new Choice(other, second)));
                      }
                    }
                  }
                }));
    return pairs;
  }

  private static Map<String, String> drawn(
      Map<String, List<String>> choices, Set<Choice> pair, SplittableRandom random) {
    Map<String, String> chosen = new LinkedHashMap<>();
    choices.forEach(
        (option, values) -> chosen.put(option, values.get(random.nextInt(values.size()))));
    pair.forEach(choice -> chosen.put(choice.option(), choice.value()));
    return chosen;
  }

  @Test
  void anyTwoChoicesTrainTogetherOrAreRefused() throws Exception {
    Path images = Cli.writeImages(folder);
    Map<String, List<String>> choices = choices();
    assertThat(choices).hasSize(CHOSEN.size() + VALUES.size());
    SplittableRandom random = new SplittableRandom(1);
    Set<Set<Choice>> left = allPairs(choices);
    int trained = 0;
    while (!left.isEmpty()) {
      Set<Choice> pair = left.iterator().next();
      Map<String, String> best = Map.of();
      long most = 0;
      String why = "";
      for (int i = 0; i < TRIES; i++) {
        Map<String, String> chosen = drawn(choices, pair, random);
        Optional<String> refusal = refusal(chosen);
        if (refusal.isPresent()) {
          why = refusal.get();
          continue;
        }
        long covered = pairs(chosen).stream().filter(left::contains).count();
        if (covered > most) {
          most = covered;
          best = chosen;
        }
      }
      left.remove(pair);
      if (best.isEmpty()) {
        // A reason and a way out.
        assertThat(why).as(pair.toString()).contains("; ").endsWith(".");
        continue;
      }
      left.removeAll(pairs(best));
      train(best, images, folder.resolve("run-" + trained++));
    }
    System.out.println("Models of different parts that were trained: " + trained);
    assertThat(trained).isGreaterThan(10);
  }

  private static void train(Map<String, String> chosen, Path images, Path out) {
    List<String> arguments = new ArrayList<>(List.of(SMALL.split(" ")));
    arguments.addAll(
        List.of(
            "--channels",
            "2",
            "--q-hidden",
            "2",
            "--q-layers",
            "2",
            "--data",
            images.toString(),
            "--out",
            out.toString()));
    chosen.forEach((option, value) -> arguments.addAll(List.of("--" + option, value)));
    Outcome outcome;
    try {
      outcome = run(arguments.toArray(String[]::new));
    } catch (RuntimeException e) {
      throw new AssertionError(String.join(" ", arguments), e);
    }
    assertThat(outcome.status()).as("%s%n%s", arguments, outcome.err()).isZero();
    assertThat(outcome.err().lines()).allMatch(line -> line.startsWith("vaelab: note: "));
  }
}
