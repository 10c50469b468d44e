package org.vaelab.experiment.gap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.experiment.Conclusion;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// Writes the tables, the figures and the summary of [InferenceGaps].
final class InferenceGapsReport {
  private static final double TOLERATED_STANDARD_ERRORS = 2;

  private final InferenceGapsConfig config;
  private final List<SplitGaps> results;
  private final List<SplitGaps> snapshots;
  private final List<InferenceGaps.Choice> choices;
  private final RunDirectory directory;
  private final int dataSize;

  InferenceGapsReport(
      InferenceGapsConfig config,
      List<SplitGaps> results,
      List<SplitGaps> snapshots,
      List<InferenceGaps.Choice> choices,
      RunDirectory directory,
      int dataSize) {
    this.config = config;
    this.results = results;
    this.snapshots = snapshots;
    this.choices = choices;
    this.directory = directory;
    this.dataSize = dataSize;
  }

  /// @return the table for the terminal and the checks that failed
  Conclusion write() {
    directory.writeText("gaps.csv", csv(results));
    directory.writeText("gaps-over-training.csv", csv(snapshots));
    directory.save(bars(), "gap-bars");
    if (!snapshots.isEmpty()) {
      directory.save(overTraining(), "gaps-by-epoch");
    }
    Table table = table();
    directory.writeText("summary.md", summary(table));
    return new Conclusion(table.text(), checks().failures());
  }

  private Table table() {
    Table table =
        new Table(
            "model",
            "split",
            "q*",
            "log p̂",
            "L[q*]",
            "L[q]",
            "approximation gap",
            "amortization gap",
            "inference gap",
            "optimisation gap");
    for (SplitGaps result : results) {
      for (SplitGaps.Optimum family : result.families()) {
        InferenceGap gap = result.gap(family);
        table.row(
            result.variant(),
            result.split(),
            family.family(),
            gap.logLikelihood(),
            gap.elboOptimal(),
            gap.elboOwn(),
            gap.approximation(),
            gap.amortization(),
            gap.inference(),
            family.optimisation());
      }
    }
    return table;
  }

  private static String csv(List<SplitGaps> all) {
    Table table =
        new Table(
            "model",
            "epoch",
            "split",
            "family",
            "points",
            "estimator",
            "log_p_hat",
            "log_p_hat_se",
            "elbo_q_star",
            "elbo_q_star_se",
            "elbo_q",
            "elbo_q_se",
            "approximation_gap",
            "approximation_gap_se",
            "amortization_gap",
            "amortization_gap_se",
            "inference_gap",
            "inference_gap_se",
            "optimisation_gap",
            "optimisation_gap_se",
            "start_spread",
            "start_spread_se",
            "gradient_norm",
            "gradient_norm_se",
            "k_hat_above_0.7");
    for (SplitGaps result : all) {
      for (SplitGaps.Optimum family : result.families()) {
        InferenceGap gap = result.gap(family);
        List<Object> row = new ArrayList<>();
        row.add(result.variant());
        row.add(result.epoch());
        row.add(result.split());
        row.add(family.family());
        row.add(result.points().length);
        row.add(result.estimator());
        for (Estimate estimate :
            List.of(
                gap.logLikelihood(),
                gap.elboOptimal(),
                gap.elboOwn(),
                gap.approximation(),
                gap.amortization(),
                gap.inference(),
                family.optimisation(),
                family.startSpread(),
                family.gradientNorm())) {
          row.add(estimate.mean());
          row.add(estimate.standardError());
        }
        row.add(result.unreliable());
        table.row(row.toArray());
      }
    }
    return table.csv();
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
    List<Estimate> estimates = results.stream().map(part).toList();
    return new BarFigure.Bars(
        name,
        estimates.stream().mapToDouble(Estimate::mean).toArray(),
        estimates.stream().mapToDouble(Estimate::standardError).toArray());
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
    List<Estimate> gaps = of.stream().map(s -> part.apply(s.gap(s.families().getFirst()))).toList();
    figure.add(
        Series.withError(
            name + ", " + split,
            of.stream().mapToDouble(SplitGaps::epoch).toArray(),
            gaps.stream().mapToDouble(Estimate::mean).toArray(),
            gaps.stream().mapToDouble(Estimate::standardError).toArray()));
  }

  private String summary(Table table) {
    StringBuilder text = new StringBuilder();
    var model = config.model();
    text.append("# Inference gaps: ").append(model.data()).append("\n\n");
    text.append(
        "Base model %d-%s-x, %s, encoder mirrored, trained for %d epochs; binarisation %s; seed %d. All values in nats per image, ± one standard error over %d images of each split; gaps are paired per image.\n\n"
            .formatted(
                model.latent(),
                String.join("-", model.hidden().stream().map(String::valueOf).toList()),
                lower(model.activation()),
                model.epochs(),
                lower(model.binarisation()),
                model.seed(),
                config.points()));
    text.append(table.markdown());
    text.append(
        "\nProtocol: L[q*] by Adam on each image's own φ (up to %d steps of %d samples, %d starts besides the encoder's q and the prior, cosine rate from 0.02; best start by separate noise); every ELBO from %d fresh samples. The optimisation gap is what the best of all starts gains over the first. log p̂ by the estimator that is tightest on %d other test images:\n\n"
            .formatted(
                config.optimalSteps(),
                config.optimalSamples(),
                config.restarts(),
                config.elboSamples(),
                config.selectionPoints()));
    text.append(ranking().markdown());
    text.append("\n## Published figures\n\n").append(published().markdown());
    text.append(
        "\nCremer, Li and Duvenaud (2018): 784-200-200-50, ELU, fixed binarisation, 1,000 training images, log p̂ the larger of IWAE (K = 5000) and AIS. Compare rows of the same data, binarisation, architecture, split and training length only.\n\n");
    text.append("## Checks\n\n").append(checks().markdown());
    return text.toString();
  }

  private Table ranking() {
    Table table = new Table("model", "estimator", "mean log p̂", "below the tightest");
    for (InferenceGaps.Choice choice : choices) {
      for (InferenceGaps.Candidate candidate : choice.ranking()) {
        table.row(
            choice.variant(),
            candidate.estimator(),
            "%.2f".formatted(candidate.mean()),
            "%.3f ± %.3f".formatted(candidate.below(), candidate.belowError()));
      }
    }
    return table;
  }

  private static Table published() {
    return new Table(
            "data", "q", "log p̂", "L[q*]", "L[q]", "approximation", "amortization", "inference")
        .row("MNIST", "diagonal Gaussian", -89.80, -91.23, -92.57, 1.43, 1.34, 2.77)
        .row("Fashion-MNIST", "diagonal Gaussian", -97.47, -100.53, -104.75, 3.06, 4.22, 7.28);
  }

  private SanityChecks checks() {
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

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
