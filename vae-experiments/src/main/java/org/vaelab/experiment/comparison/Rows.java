package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.experiment.Table;
import org.vaelab.statistics.Estimate;

/// The rows of the tables: a model with its training and its measurement on test images, by seed
/// and over all seeds.
final class Rows {
  /// One seed of a model.
  record Seed(Training training, Evaluation test) {
    private OptionalDouble innerRate() {
      Tuning tuning = training.tuning();
      return tuning.hasInnerSteps()
          ? OptionalDouble.of(tuning.innerRate())
          : OptionalDouble.empty();
    }
  }

  /// All seeds of a model.
  record Model(String name, List<Seed> seeds) {
    /// Gaps of per-datum values that are means over the seeds.
    InferenceGap gap() {
      return InferenceGap.of(
          mean(Evaluation::logLikelihood),
          mean(Evaluation::elboOwn),
          mean(Evaluation::elboOptimal));
    }

    /// The mean of a per-datum value over the seeds, `[N]`.
    double[] mean(Function<Evaluation, double[]> value) {
      return Rows.mean(seeds.stream().map(seed -> value.apply(seed.test())).toList());
    }

    double training(ToDoubleFunction<Training> value) {
      return seeds.stream().mapToDouble(s -> value.applyAsDouble(s.training())).average().orElse(0);
    }

    private Optional<Double> spread() {
      double[] means =
          seeds.stream().mapToDouble(s -> s.test().gap().logLikelihood().mean()).toArray();
      return means.length < 2
          ? Optional.empty()
          : Optional.of(Estimate.of(means).standardDeviation());
    }

    private Training any() {
      return seeds.getFirst().training();
    }
  }

  private Rows() {}

  /// The mean of arrays of one length.
  static double[] mean(List<double[]> arrays) {
    double[] mean = new double[arrays.getFirst().length];
    for (double[] array : arrays) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += array[i] / arrays.size();
      }
    }
    return mean;
  }

  /// A row per model and seed, in the order of the models.
  static List<Seed> seeds(
      SviVsAmortizedConfig config, List<Training> trainings, List<Evaluation> evaluations) {
    List<Seed> rows = new ArrayList<>();
    for (String name : names(config)) {
      for (Evaluation evaluation : evaluations) {
        if (evaluation.split().equals("test") && evaluation.model().equals(name)) {
          rows.add(new Seed(training(trainings, evaluation), evaluation));
        }
      }
    }
    return rows;
  }

  static List<Model> models(SviVsAmortizedConfig config, List<Seed> seeds) {
    return names(config).stream()
        .map(
            name ->
                new Model(name, seeds.stream().filter(s -> s.test().model().equals(name)).toList()))
        .toList();
  }

  private static List<String> names(SviVsAmortizedConfig config) {
    List<String> names =
        new ArrayList<>(config.strategies().stream().map(Strategy::label).toList());
    if (config.withDl4j()) {
      names.add(Dl4jBaseline.MODEL);
    }
    return names;
  }

  private static Training training(List<Training> trainings, Evaluation evaluation) {
    boolean refined = evaluation.model().equals(Strategy.AMORTIZED_THEN_SVI.label());
    String trained = refined ? Strategy.AMORTIZED.label() : evaluation.model();
    return trainings.stream()
        .filter(t -> t.model().equals(trained) && t.seed() == evaluation.seed())
        .findFirst()
        .orElseThrow();
  }

  /// Every model and seed.
  static Table<Seed> bySeed(List<Seed> rows) {
    return Table.of(rows)
        .column("strategy", row -> row.test().model())
        .column("seed", row -> row.test().seed())
        .number("inner_rate", "inner rate", "", "%s", Seed::innerRate)
        .column("inner_steps", "inner steps", row -> row.training().tuning().innerSteps())
        .number("epochs", "epochs", "", "%.1f", row -> row.training().epochs())
        .column("gradient_evaluations", "gradients", row -> row.training().gradientEvaluations())
        .number("seconds", "seconds", "", "%.1f", row -> row.training().seconds())
        .estimate("test_log_p_hat", "log p̂", "nats", row -> row.test().gap().logLikelihood())
        .number("test_elbo_q", "L[q]", "nats", "%.2f", row -> row.test().gap().elboOwn().mean())
        .number(
            "test_elbo_q_star", "L[q*]", "nats", "%.2f", r -> r.test().gap().elboOptimal().mean())
        .number(
            "approximation_gap",
            "approximation gap",
            "nats",
            "%.2f",
            row -> row.test().gap().approximation().mean())
        .number(
            "amortization_gap",
            "amortization gap",
            "nats",
            "%.2f",
            row -> row.test().gap().amortization().mean())
        .number(
            "learning_rate",
            "learning rate",
            "",
            "%s",
            row -> row.training().tuning().learningRate())
        .column(
            "inner_optimiser", "inner optimiser", row -> row.training().tuning().optimiserText());
  }

  /// What each model came to, over all seeds.
  static Table<Model> outcomes(List<Model> rows) {
    return Table.of(rows)
        .shown("strategy", Model::name)
        .number("", "log p̂", "nats", "%.2f", row -> row.gap().logLikelihood())
        .number("", "spread over seeds", "nats", "%.2f", row -> row.spread().orElse(null))
        .number("", "L[q]", "nats", "%.2f", row -> row.gap().elboOwn())
        .number("", "approximation gap", "nats", "%.2f", row -> row.gap().approximation())
        .number("", "amortization gap", "nats", "%.2f", row -> row.gap().amortization())
        .number("", "training", "seconds", "%.1f", row -> row.training(Training::seconds));
  }

  /// What each model got, over all seeds.
  static Table<Model> trainings(List<Model> rows) {
    return Table.of(rows)
        .shown("strategy", Model::name)
        .shown("learning rate", row -> String.valueOf(row.any().tuning().learningRate()))
        .shown("inner optimiser and rate", row -> row.any().tuning().innerText())
        .shown("inner steps", row -> row.any().tuning().innerSteps())
        .number("", "epochs", "", "%.1f", row -> row.training(Training::epochs))
        .number("", "gradients", "", "%.0f", row -> row.training(Training::gradientEvaluations));
  }
}
