package org.vaelab.experiment.gap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.RunFiles;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.statistics.Estimate;

/// What [InferenceGaps] found.
///
/// @param results of each model and split
/// @param snapshots of the base model over its training
/// @param choices of the estimator of log p̂
/// @param dataSize pixels of an image
/// @param files of the run
record InferenceGapsResult(
    InferenceGapsConfig config,
    List<SplitGaps> results,
    List<SplitGaps> snapshots,
    List<InferenceGaps.Choice> choices,
    int dataSize,
    RunFiles files)
    implements Result {
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final String PUBLISHED =
      """
      | data | q | log p̂ | L[q*] | L[q] | approximation | amortization | inference |
      |---|---|---|---|---|---|---|---|
      | MNIST | diagonal Gaussian | -89.8 | -91.23 | -92.57 | 1.43 | 1.34 | 2.77 |
      | Fashion-MNIST | diagonal Gaussian | -97.47 | -100.53 | -104.75 | 3.06 | 4.22 | 7.28 |
      """;

  /// A model on a split, and the best q of one family.
  private record Row(SplitGaps result, SplitGaps.Optimum family, InferenceGap gap) {}

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of("gaps", gaps(results), "gaps-over-training", gaps(snapshots));
  }

  private static Table<Row> gaps(List<SplitGaps> all) {
    return Table.of(
            all.stream()
                .flatMap(r -> r.families().stream().map(f -> new Row(r, f, r.gap(f))))
                .toList())
        .column("model", r -> r.result().variant())
        .csv("epoch", r -> r.result().epoch())
        .column("split", r -> r.result().split())
        .column("family", "q*", r -> r.family().family())
        .csv("points", r -> r.result().points().length)
        .csv("estimator", r -> r.result().estimator())
        .estimate("log_p_hat", "log p̂", "nats", r -> r.gap().logLikelihood())
        .estimate("elbo_q_star", "L[q*]", "nats", r -> r.gap().elboOptimal())
        .estimate("elbo_q", "L[q]", "nats", r -> r.gap().elboOwn())
        .estimate("approximation_gap", "approximation gap", "nats", r -> r.gap().approximation())
        .estimate("amortization_gap", "amortization gap", "nats", r -> r.gap().amortization())
        .estimate("inference_gap", "inference gap", "nats", r -> r.gap().inference())
        .estimate("optimisation_gap", "optimisation gap", "nats", r -> r.family().optimisation())
        .estimate("start_spread", "", "", r -> r.family().startSpread())
        .estimate("gradient_norm", "", "", r -> r.family().gradientNorm())
        .csv("k_hat_above_0.7", r -> r.result().unreliable());
  }

  @Override
  public Map<String, Figure> figures() {
    return snapshots.isEmpty()
        ? Map.of("gap-bars", bars())
        : Map.of("gap-bars", bars(), "gaps-by-epoch", overTraining());
  }

  @Override
  public List<Measured> measured() {
    List<Measured> all = new ArrayList<>();
    for (SplitGaps result : results) {
      for (SplitGaps.Optimum family : result.families()) {
        all.addAll(
            Measured.gaps(
                "%s, %s, %s".formatted(result.variant(), result.split(), family.family()),
                files.bits(result.split().equals("train") ? "training" : "test"),
                result.points(),
                result.logLikelihood(),
                result.elboOwn(),
                family.elboOptimal()));
      }
    }
    return all;
  }

  /// From log p̂ down to L[q]: what the richest family lacks, what each poorer one lacks beside the
  /// next richer, and what the encoder lacks beside the best q of its own family.
  private BarFigure bars() {
    List<String> groups =
        results.stream().map(result -> result.variant() + ", " + result.split()).toList();
    int families = results.getFirst().families().size();
    List<BarFigure.Bars> bars = new ArrayList<>();
    String richest = results.getFirst().families().getLast().family();
    bars.add(
        bars(
            "approximation gap of the %s".formatted(richest),
            r -> Estimate.ofDifference(r.logLikelihood(), elbo(r, families - 1))));
    for (int f = families - 1; f > 0; f--) {
      int richer = f;
      bars.add(
          bars(
              "%s instead of %s"
                  .formatted(
                      results.getFirst().families().get(f - 1).family(),
                      results.getFirst().families().get(f).family()),
              r -> Estimate.ofDifference(elbo(r, richer), elbo(r, richer - 1))));
    }
    bars.add(
        bars(
            "amortization gap of the encoder",
            r -> Estimate.ofDifference(elbo(r, 0), r.elboOwn())));
    return new BarFigure(
        "The inference gap by model and split",
        "model, split",
        "gap (nats per image)",
        groups,
        bars,
        BarFigure.Style.STACKED);
  }

  private static double[] elbo(SplitGaps result, int family) {
    return result.families().get(family).elboOptimal();
  }

  private BarFigure.Bars bars(String name, Function<SplitGaps, Estimate> part) {
    return Estimates.bars(name, results.stream().map(part).toList());
  }

  private LineFigure overTraining() {
    LineFigure.Builder figure =
        LineFigure.builder(
            "Gaps of the base model over its training", "epoch", "gap (nats per image)");
    for (String split : List.of("train", "test")) {
      add(figure, split, "approximation gap", InferenceGap::approximation);
      add(figure, split, "amortization gap", InferenceGap::amortization);
    }
    return figure.build();
  }

  private void add(
      LineFigure.Builder figure, String split, String name, Function<InferenceGap, Estimate> part) {
    List<SplitGaps> of = snapshots.stream().filter(s -> s.split().equals(split)).toList();
    figure.add(
        Estimates.series(
            name + ", " + split,
            of.stream().mapToDouble(SplitGaps::epoch).toArray(),
            of.stream().map(s -> part.apply(s.gap(s.families().getFirst()))).toList()));
  }

  @Override
  public String text() {
    return gaps(results).text();
  }

  @Override
  public String summary() {
    StringBuilder text = new StringBuilder();
    var model = config.model();
    text.append("# Inference gaps: ").append(model.data()).append("\n\n");
    text.append(
        "Base model %d-%s-x, %s, encoder mirrored, trained for %d epochs; binarisation %s; seed %d. All values in nats per image, ± one standard error over %d images of each split; gaps are paired per image.\n\n"
            .formatted(
                model.latent(),
                SettingSpec.text(model.hidden()).replace(',', '-'),
                SettingSpec.text(model.activation()),
                model.epochs(),
                SettingSpec.text(model.binarisation()),
                model.seed(),
                config.points()));
    text.append(gaps(results).markdown());
    text.append(
        "\nProtocol: L[q*] by Adam on each image's own φ (up to %d steps of %d samples, %d starts besides the encoder's q and the prior, cosine rate from 0.02; best start by separate noise); every ELBO from %d fresh samples. The optimisation gap is what the best of all starts gains over the first. log p̂ by the estimator that is tightest on %d other test images:\n\n"
            .formatted(
                config.optimalSteps(),
                config.optimalSamples(),
                config.restarts(),
                config.elboSamples(),
                config.selectionPoints()));
    text.append(ranking().markdown());
    text.append("\n## Published figures\n\n").append(PUBLISHED);
    text.append(
        "\nCremer, Li and Duvenaud (2018): 784-200-200-50, ELU, fixed binarisation, 1,000 training images, log p̂ the larger of IWAE (K = 5000) and AIS. Compare rows of the same data, binarisation, architecture, split and training length only.\n\n");
    text.append("## Checks\n\n").append(checks().markdown());
    return text.toString();
  }

  private record Ranked(String variant, InferenceGaps.Candidate candidate) {}

  private Table<Ranked> ranking() {
    return Table.of(
            choices.stream()
                .flatMap(c -> c.ranking().stream().map(each -> new Ranked(c.variant(), each)))
                .toList())
        .shown("model", Ranked::variant)
        .shown("estimator", r -> r.candidate().estimator())
        .number("", "mean log p̂", "nats", "%.2f", r -> r.candidate().mean())
        .number(
            "",
            "below the tightest",
            "nats",
            "%.2f",
            r -> "%.3f ± %.3f".formatted(r.candidate().below(), r.candidate().belowError()));
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, dataSize);
    for (SplitGaps result : results) {
      String what = result.variant() + ", " + result.split();
      for (SplitGaps.Optimum family : result.families()) {
        checks.ordered(
            what + ", " + family.family(),
            result.gap(family),
            "use more --optimal-steps or more --samples");
      }
      int unreliable = result.unreliable();
      if (unreliable > 0) {
        checks.note(
            "%s: importance weights with k̂ > 0.7 at %d of %d images: log p̂ and its error are not to be trusted there."
                .formatted(what, unreliable, result.points().length));
      }
    }
    for (int f = 1; f < results.getFirst().families().size(); f++) {
      int richer = f;
      long below =
          results.stream()
              .filter(
                  r ->
                      IntStream.range(0, r.points().length)
                              .mapToDouble(i -> elbo(r, richer)[i] - elbo(r, richer - 1)[i])
                              .average()
                              .orElse(0)
                          < 0)
              .count();
      if (below > 0) {
        checks.note(
            "**WARNING: the %s ends below the %s in %d of %d rows**, though it holds it; use more --optimal-steps."
                .formatted(
                    results.getFirst().families().get(f).family(),
                    results.getFirst().families().get(f - 1).family(),
                    below,
                    results.size()));
      }
    }
    return checks;
  }
}
