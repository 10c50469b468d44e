package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.vaelab.experiment.Table;

/// What the numbers of a comparison say, in sentences. All differences are paired: same test
/// images, bits, noise and seeds.
final class Findings {
  private final SviVsAmortizedConfig config;
  private final List<Training> trainings;
  private final List<Evaluation> evaluations;
  private final List<ComparisonRun.TestCost> costs;
  private final Strategy reference;
  private final List<Comparison> comparisons = new ArrayList<>();

  /// Decoders at one place of their trainings.
  ///
  /// @param where such as `at equal gradients`
  /// @param detail what that means in numbers
  /// @param best the strategy with the highest mean log p̂
  /// @param differences of each strategy's log p̂ to that of the reference
  private record Comparison(
      String where, String detail, Strategy best, Map<Strategy, Contrast> differences) {}

  Findings(
      SviVsAmortizedConfig config,
      List<Training> trainings,
      List<Evaluation> evaluations,
      List<ComparisonRun.TestCost> costs) {
    this.config = config;
    this.trainings = trainings.stream().filter(t -> !t.moments().isEmpty()).toList();
    this.evaluations = evaluations.stream().filter(e -> e.split().equals("test")).toList();
    this.costs = costs;
    reference = config.trained().getFirst(); // Amortized, if it is among them.
    compare(Place.GRADIENTS, "%,.0f gradients of one image's bound");
    compare(Place.SECONDS, "%.1f seconds of training");
    compare(Place.EPOCHS, "%.1f passes over the training images");
    comparisons.add(
        at(
            "at the end",
            "the whole budget",
            strategy -> values(strategy, Evaluation::logLikelihood)));
  }

  /// @param format of the amount
  private void compare(Place place, String format) {
    double x = place.most(trainings);
    comparisons.add(
        at(
            "at equal " + place.what(),
            String.format(Locale.ROOT, format, x),
            strategy -> curves(strategy, place, x)));
  }

  private List<double[]> curves(Strategy strategy, Place place, double x) {
    return trainings.stream()
        .filter(training -> training.model().equals(strategy.label()))
        .map(training -> place.logLikelihood(training, x))
        .toList();
  }

  /// Per seed, `[N]` each.
  private List<double[]> values(Strategy strategy, Function<Evaluation, double[]> value) {
    return evaluations.stream()
        .filter(evaluation -> evaluation.model().equals(strategy.label()))
        .map(value)
        .toList();
  }

  private Comparison at(
      String where, String detail, Function<Strategy, List<double[]>> logLikelihood) {
    // A decoder need not have been measured by its encoder's q alone.
    Function<Strategy, List<double[]>> measured =
        strategy ->
            logLikelihood.apply(strategy).isEmpty()
                ? logLikelihood.apply(Strategy.AMORTIZED_THEN_SVI)
                : logLikelihood.apply(strategy);
    Map<Strategy, Contrast> differences = new LinkedHashMap<>();
    for (Strategy strategy : config.trained()) {
      differences.put(strategy, Contrast.of(measured.apply(strategy), measured.apply(reference)));
    }
    Strategy best = best(differences, strategy -> true).orElseThrow();
    return new Comparison(where, detail, best, differences);
  }

  private static Optional<Strategy> best(
      Map<Strategy, Contrast> differences, Predicate<Strategy> among) {
    return differences.entrySet().stream()
        .filter(entry -> among.test(entry.getKey()))
        .max(Comparator.comparingDouble(entry -> entry.getValue().mean()))
        .map(Map.Entry::getKey);
  }

  /// log p̂ of every decoder less that of the reference, at each place.
  Table<Strategy> table() {
    Table<Strategy> table =
        Table.of(config.trained().stream().filter(s -> s != reference).toList())
            .shown("log p̂ less that of " + reference, strategy -> strategy);
    for (Comparison comparison : comparisons) {
      Function<Strategy, Contrast> contrast = comparison.differences()::get;
      table =
          table.number(
              "", comparison.where(), "nats", "", strategy -> shown(contrast.apply(strategy)));
    }
    return table;
  }

  private static String shown(Contrast contrast) {
    return contrast.text() + (contrast.resolved() ? "" : ", not told apart");
  }

  /// A list of sentences.
  String markdown() {
    StringBuilder text = new StringBuilder();
    for (Comparison comparison : comparisons) {
      text.append(
          "- %s (%s): the highest mean log p̂ on test images is that of %s%s.\n"
              .formatted(
                  capital(comparison.where()),
                  comparison.detail(),
                  comparison.best(),
                  clauses(comparison)));
    }
    testTime().ifPresent(sentence -> text.append("- ").append(sentence).append('\n'));
    text.append(uncertainty());
    return text.toString();
  }

  private String clauses(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    Map<String, Predicate<Strategy>> groups = new LinkedHashMap<>();
    groups.put("the best SVI decoder", Strategy::isSvi);
    groups.put("the best semi-amortized decoder", Strategy::isSemiAmortized);
    groups.forEach(
        (name, group) ->
            best(comparison.differences(), group.and(strategy -> strategy != reference))
                .ifPresent(
                    strategy ->
                        text.append("; ")
                            .append(
                                comparison
                                    .differences()
                                    .get(strategy)
                                    .between(
                                        "%s (%s)".formatted(name, strategy), reference.label()))));
    return text.toString();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// What steps of SVI gain over the encoder at test time.
  private Optional<String> testTime() {
    Strategy refined = Strategy.AMORTIZED_THEN_SVI;
    if (!config.strategies().contains(refined)
        || !config.strategies().contains(Strategy.AMORTIZED)) {
      return Optional.empty();
    }
    List<double[]> encoder = values(Strategy.AMORTIZED, Evaluation::elboOwn);
    Contrast gain = Contrast.of(values(refined, Evaluation::elboOwn), encoder);
    Contrast gap = Contrast.of(values(Strategy.AMORTIZED, Evaluation::elboOptimal), encoder);
    String effect =
        gain.resolved() && gap.resolved()
            ? String.format(
                Locale.ROOT,
                "change its ELBO on test images by %s nats, %.0f%% of the amortization gap of %s nats",
                gain.text(),
                100 * gain.mean() / gap.mean(),
                gap.text())
            : "make no difference to its ELBO that is resolved (%s nats; amortization gap %s nats)"
                .formatted(gain.text(), gap.text());
    return Optional.of(
        String.format(
            Locale.ROOT,
            "At test time, with the amortized decoder: %d steps of SVI from the encoder's q %s. They cost %d gradients per image, and %.2f milliseconds where the encoder alone takes %.3f.",
            config.testSteps(),
            effect,
            refined.testGradients(config),
            milliseconds(refined),
            milliseconds(Strategy.AMORTIZED)));
  }

  private double milliseconds(Strategy strategy) {
    return costs.stream()
        .filter(cost -> cost.model().equals(strategy.label()))
        .mapToDouble(ComparisonRun.TestCost::milliseconds)
        .findFirst()
        .orElseThrow();
  }

  private String uncertainty() {
    String seeds =
        config.seeds() > 1
            ? "over %d seeds and over the images, added in squares".formatted(config.seeds())
            : "over the images alone: with one seed the spread over seeds is not known";
    return "\n± is one standard error %s. Within twice that two decoders are not told apart. What is said at equal gradients, seconds and epochs is read from the curves, by straight lines between their moments, where the first training ends (%d test images, K = %d); what is said of the end is of the final measurement (%d test images, K = %d). A training that goes on after that has a learning rate there that has not come down yet, which is against it.\n"
        .formatted(
            seeds,
            trainings.getFirst().moments().getFirst().logLikelihood().length,
            config.curveSamples(),
            evaluations.getFirst().points().length,
            config.samples());
  }
}
