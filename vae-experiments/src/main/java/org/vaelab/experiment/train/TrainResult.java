package org.vaelab.experiment.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Pictures;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.Tails;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.report.explorer.Explorer;
import org.vaelab.statistics.BitsPerDimension;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// What [Train] found.
///
/// @param parts what each part of model and training is, by its kind
/// @param history of the training
/// @param latent nothing for a single test image
/// @param dataSize pixels of an image
record TrainResult(
    TrainConfig config,
    Map<String, String> parts,
    List<EpochMetrics> history,
    TrainEvaluation evaluation,
    Optional<LatentSummary> latent,
    int dataSize,
    Pictures pictures,
    Explorer latentSpace)
    implements Result {
  private static final double TOLERATED_STANDARD_ERRORS = 2;

  @Override
  public Map<String, Number> numbers() {
    Map<String, Number> numbers = new LinkedHashMap<>();
    add(numbers, "test_elbo", evaluation.meanElbo());
    add(numbers, "test_log_p_hat", evaluation.meanLogLikelihood());
    numbers.put("train_elbo", evaluation.meanTrainElbo().mean());
    numbers.put("seconds", last().seconds());
    numbers.put("gradient_evaluations", last().gradientEvaluations());
    bitsPerDimension().ifPresent(bits -> add(numbers, "test_bits_per_dimension", bits));
    latent.ifPresent(use -> numbers.put("active_units", use.active()));
    numbers.put("median_effective_sample_size", evaluation.medianEffectiveSampleSize());
    return numbers;
  }

  private static void add(Map<String, Number> numbers, String name, Estimate value) {
    numbers.put(name, value.mean());
    numbers.put(name + "_se", value.standardError());
  }

  /// −log₂ p̂ of the grey levels per pixel.
  private Optional<Estimate> bitsPerDimension() {
    return bits().map(bits -> bits.of(evaluation.meanLogLikelihood(), dataSize));
  }

  private Optional<BitsPerDimension> bits() {
    return config.likelihood().likelihood().bits(config.model().binarisation());
  }

  private EpochMetrics last() {
    return history.getLast();
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables =
        new LinkedHashMap<>(
            Map.of("metrics", metrics(), "results", results(), "per-image", perImage()));
    latent.ifPresent(use -> tables.put("latent", use.perDimension()));
    return tables;
  }

  private Table<EpochMetrics> metrics() {
    return Table.of(history)
        .csv("epoch", EpochMetrics::epoch)
        .csv("steps", EpochMetrics::steps)
        .csv("gradient_evaluations", EpochMetrics::gradientEvaluations)
        .csv("seconds", EpochMetrics::seconds)
        .csv("train_bound", EpochMetrics::trainElbo)
        .csv("test_elbo", EpochMetrics::testElbo)
        .csv("validation_elbo", EpochMetrics::validationElbo);
  }

  private Table<TrainEvaluation> results() {
    Table<TrainEvaluation> table =
        Table.of(List.of(evaluation))
            .estimate("test_elbo", "test ELBO", "nats", TrainEvaluation::meanElbo)
            .estimate("test_log_p_hat", "test log p̂", "nats", TrainEvaluation::meanLogLikelihood)
            .estimate("train_elbo", "train ELBO", "nats", TrainEvaluation::meanTrainElbo)
            .column("points", "points", e -> e.points().length)
            .column("samples", "K", e -> config.measurement().samples())
            .number(
                "median_effective_sample_size",
                "median effective sample size",
                "",
                "%.0f",
                TrainEvaluation::medianEffectiveSampleSize);
    return bitsPerDimension()
        .map(
            bits ->
                table.estimate(
                    "test_bits_per_dimension", "bits per dimension", "", "%.4f", e -> bits))
        .orElse(table);
  }

  private Table<Integer> perImage() {
    return Table.of(IntStream.range(0, evaluation.points().length).boxed().toList())
        .csv("image", i -> evaluation.points()[i])
        .csv("log_p_hat", i -> evaluation.logLikelihood()[i])
        .csv("log_p_hat_se", i -> evaluation.logLikelihoodError()[i])
        .csv("effective_sample_size", i -> evaluation.effectiveSampleSize()[i])
        .csv("k_hat", i -> evaluation.paretoShape()[i])
        .csv("elbo", i -> evaluation.elbo()[i]);
  }

  private Table<EpochMetrics> cost() {
    return Table.of(List.of(last()))
        .shown("epochs", EpochMetrics::epoch)
        .shown("steps on θ", EpochMetrics::steps)
        .shown("gradients of one point's bound", EpochMetrics::gradientEvaluations)
        .number("", "seconds", "", "%.1f", EpochMetrics::seconds);
  }

  @Override
  public Map<String, Figure> figures() {
    return Map.of(
        "elbo-by-epoch",
        curves(),
        "reconstructions",
        pictures.reconstructions(),
        "samples",
        pictures.samples());
  }

  private LineFigure curves() {
    LineFigure.Builder figure =
        LineFigure.builder("Bound by epoch", "epoch", "bound (nats per image)")
            .add(curve("train, " + config.objective().bound(), EpochMetrics::trainElbo))
            .add(curve("test, ELBO", epoch -> epoch.testElbo().orElse(Double.NaN)));
    if (config.patience() > 0) {
      figure.add(curve("validation, ELBO", epoch -> epoch.validationElbo().orElse(Double.NaN)));
    }
    return figure.cutTransient().build();
  }

  private Series curve(String name, ToDoubleFunction<EpochMetrics> value) {
    return new Series(
        name,
        history.stream().mapToDouble(EpochMetrics::epoch).toArray(),
        history.stream().mapToDouble(value).toArray());
  }

  @Override
  public Optional<Explorer> explorer() {
    return Optional.of(latentSpace);
  }

  @Override
  public String text() {
    return results().text();
  }

  @Override
  public String summary() {
    Table<Map.Entry<String, String>> used =
        Table.of(List.copyOf(parts.entrySet()))
            .shown("part", Map.Entry::getKey)
            .shown("used", Map.Entry::getValue);
    return """
        # A model of %s

        Binarisation %s; seed %d. All values in nats per image, ± one standard error over the images.

        ## Parts

        %s
        ## Results

        %s
        log p̂: importance sampling, K = %d, proposal the model's own q. Train ELBO: of the trained model, on %d training images. %sWhat the model sees of the test images: SHA-256 %s.

        ## Use of z

        %s

        ## Cost

        %s
        ## Checks

        %s"""
        .formatted(
            config.data(),
            SettingSpec.text(config.model().binarisation()),
            config.model().seed(),
            used.markdown(),
            results().markdown(),
            config.measurement().samples(),
            evaluation.trainPoints().length,
            bits()
                .map(bits -> "Bits per dimension: from log p̂, the %s. ".formatted(bits.label()))
                .orElse(""),
            evaluation.bitsSha256(),
            latent.map(LatentSummary::text).orElse("A single image says nothing about it."),
            cost().markdown(),
            checks().markdown());
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks =
        config.likelihood().likelihood().checks(TOLERATED_STANDARD_ERRORS, dataSize);
    boolean plausible = checks.plausible("test images", "ELBO", evaluation.meanElbo());
    plausible &= checks.plausible("test images", "log p̂", evaluation.meanLogLikelihood());
    if (plausible) {
      Estimate gap = Estimate.ofDifference(evaluation.logLikelihood(), evaluation.elbo());
      int failures = checks.failures().size();
      if (gap.count() > 1) {
        checks.atLeastZero("test images: log p̂ − ELBO", gap, 0);
      } else {
        checks.note("one test image has no standard error, so log p̂ ≥ ELBO cannot be judged.");
      }
      if (gap.count() > 1 && checks.failures().size() == failures) {
        checks.note("test images: log p̂ ≥ ELBO holds, by %s nats.".formatted(gap));
      }
    }
    return checks.note(Tails.sentence(evaluation.paretoShape()));
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    int[] points = evaluation.points();
    String bits = evaluation.bitsSha256();
    all.add(new Measured("test", "log p̂", "nats", bits, points, evaluation.logLikelihood()));
    all.add(new Measured("test", "ELBO", "nats", bits, points, evaluation.elbo()));
    latent.ifPresent(use -> all.add(Measured.of("test", "active units", "", use.active())));
    all.add(Measured.of("training", "gradients", "", last().gradientEvaluations()));
    all.add(Measured.of("training", "time", "seconds", last().seconds()));
    return all;
  }
}
