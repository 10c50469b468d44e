package org.vaelab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// Writes the tables, the figures and the summary of [SviVsAmortized].
final class SviVsAmortizedReport {
  // How far below zero a gap may lie before the summary says that something is wrong.
  private static final double TOLERATED_STANDARD_ERRORS = 2;
  private static final double FEW_EFFECTIVE_SAMPLES = 30;

  private final SviVsAmortizedResult result;
  private final RunDirectory directory;

  SviVsAmortizedReport(SviVsAmortizedResult result, RunDirectory directory) {
    this.result = result;
    this.directory = directory;
  }

  void write(Pictures pictures) {
    directory.writeText("metrics.csv", metrics());
    directory.writeText("gaps.csv", gaps());
    save(elboCurves("epochs", "epoch", EpochMetrics::epoch), "elbo-by-epoch");
    save(
        elboCurves("training time", "training time (seconds)", EpochMetrics::seconds),
        "elbo-by-seconds");
    save(
        elboCurves(
            "gradient evaluations",
            "gradients of one data point's bound",
            EpochMetrics::gradientEvaluations),
        "elbo-by-gradients");
    save(gapBars(), "gap-bars");
    save(likelihoodCurves(), "log-likelihood-by-samples");
    save(pictures.reconstructions(), "reconstructions");
    save(pictures.samples(), "samples");
    directory.writeText("summary.md", summary());
  }

  private void save(Figure figure, String name) {
    directory.save(figure, name);
  }

  private String metrics() {
    Table table =
        new Table(
            "model",
            "epoch",
            "steps",
            "gradient_evaluations",
            "seconds",
            "train_elbo",
            "test_elbo",
            "validation_elbo");
    for (SviVsAmortizedResult.Curve curve : result.curves()) {
      for (EpochMetrics m : curve.epochs()) {
        table.row(
            curve.method().label(),
            m.epoch(),
            m.steps(),
            m.gradientEvaluations(),
            m.seconds(),
            m.trainElbo(),
            text(m.testElbo()),
            text(m.validationElbo()));
      }
    }
    return table.csv();
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
  }

  private String gaps() {
    Table table =
        new Table(
            "model",
            "split",
            "points",
            "log_p_hat",
            "log_p_hat_se",
            "elbo_q",
            "elbo_q_se",
            "elbo_q_star",
            "elbo_q_star_se",
            "approximation_gap",
            "approximation_gap_se",
            "amortization_gap",
            "amortization_gap_se",
            "inference_gap",
            "inference_gap_se");
    for (Evaluation e : result.evaluations()) {
      InferenceGap gap = e.gap();
      List<Object> row = new ArrayList<>();
      row.add(e.method().label());
      row.add(e.split());
      row.add(e.points().length);
      for (Estimate estimate :
          List.of(
              gap.logLikelihood(),
              gap.elboOwn(),
              gap.elboOptimal(),
              gap.approximation(),
              gap.amortization(),
              gap.inference())) {
        row.add(estimate.mean());
        row.add(estimate.standardError());
      }
      table.row(row.toArray());
    }
    return table.csv();
  }

  private LineFigure elboCurves(
      String against, String label, ToDoubleFunction<EpochMetrics> position) {
    LineFigure.Builder figure =
        LineFigure.builder("ELBO against " + against, label, "ELBO (nats per image)");
    for (SviVsAmortizedResult.Curve curve : result.curves()) {
      double[] x = curve.epochs().stream().mapToDouble(position).toArray();
      if (x.length > 0) {
        figure.add(
            new Series(
                curve.method().label() + ", train",
                x,
                curve.epochs().stream().mapToDouble(EpochMetrics::trainElbo).toArray()));
        figure.add(
            new Series(
                curve.method().label() + ", test",
                x,
                curve.epochs().stream()
                    .mapToDouble(m -> m.testElbo().orElse(Double.NaN))
                    .toArray()));
      }
    }
    return figure.cutTransient().build();
  }

  private BarFigure gapBars() {
    List<String> groups =
        result.evaluations().stream().map(e -> e.method().label() + ", " + e.split()).toList();
    return new BarFigure(
        "Where the distance between log p(x) and the ELBO comes from",
        "model, split",
        "gap (nats per image)",
        groups,
        List.of(
            bars("approximation gap", InferenceGap::approximation),
            bars("amortization gap", InferenceGap::amortization),
            bars("inference gap", InferenceGap::inference)),
        BarFigure.Style.GROUPED);
  }

  private BarFigure.Bars bars(String name, Function<InferenceGap, Estimate> part) {
    List<Estimate> estimates = result.evaluations().stream().map(e -> part.apply(e.gap())).toList();
    return new BarFigure.Bars(
        name,
        estimates.stream().mapToDouble(Estimate::mean).toArray(),
        estimates.stream().mapToDouble(Estimate::standardError).toArray());
  }

  private LineFigure likelihoodCurves() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Estimates of log p(x) on test points against the number of samples",
                "samples K",
                "mean log p̂(x) ± standard error (nats)")
            .logX();
    double lowest = Double.POSITIVE_INFINITY;
    for (Evaluation e : result.evaluations()) {
      if (e.split().equals("test")) {
        String name = e.method().label();
        figure.add(
            Series.withError(name + ", proposal q*", e.curveSamples(), e.curve(), e.curveError()));
        figure.add(
            Series.withError(
                name + ", proposal p(z)", e.curveSamples(), e.priorCurve(), e.priorCurveError()));
        // The prior's estimate starts hundreds of nats lower; its end is what is of interest.
        lowest = Math.min(lowest, e.curve()[0]);
        lowest = Math.min(lowest, e.priorCurve()[e.priorCurve().length - 1]);
      }
    }
    return figure.yFrom(Math.floor(lowest - 2)).build();
  }

  private String summary() {
    SviVsAmortizedConfig c = result.config();
    StringBuilder text = new StringBuilder();
    text.append("# SVI against amortized inference: ").append(c.data()).append("\n\n");
    text.append(
        "Decoder %d-%s-x, %s, %s likelihood; binarisation %s; seed %d. All values in nats per image, ± one standard error over the points.\n\n"
            .formatted(
                c.latent(),
                c.hidden().toString().replaceAll("[\\[\\] ]", "").replace(',', '-'),
                lower(c.activation()),
                lower(c.likelihood()),
                lower(c.binarisation()),
                c.seed()));
    text.append("## Gaps\n\n").append(gapTable(result).markdown());
    text.append(
        "\nlog p̂: importance sampling, K = %d, proposal q*. L[q]: the model's own inference. L[q*]: q optimised per data point from there. The gaps are differences per data point on the same bits and noise.\n\n"
            .formatted(c.samples()));
    text.append("## Test set\n\n").append(testTable().markdown());
    text.append(
        "\nProposal of this log p̂: the model's own q. Frozen test bits: SHA-256 %s.\n\n"
            .formatted(result.testBitsSha256()));
    text.append("## Cost\n\n").append(costTable().markdown()).append("\n");
    result
        .dl4jClaim()
        .ifPresent(
            claim ->
                text.append("## DL4J's VariationalAutoencoder layer\n\n")
                    .append(claim.markdown())
                    .append("\n"));
    text.append("## Checks\n\n").append(checks(result).markdown());
    return text.toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Table gapTable(SviVsAmortizedResult result) {
    Table table =
        new Table(
            "model",
            "split",
            "points",
            "log p̂",
            "L[q]",
            "L[q*]",
            "approximation gap",
            "amortization gap",
            "inference gap");
    for (Evaluation e : result.evaluations()) {
      InferenceGap gap = e.gap();
      table.row(
          e.method().label(),
          e.split(),
          e.points().length,
          gap.logLikelihood(),
          gap.elboOwn(),
          gap.elboOptimal(),
          gap.approximation(),
          gap.amortization(),
          gap.inference());
    }
    return table;
  }

  private Table testTable() {
    Table table =
        new Table("model", "points", "L[q]", "log p̂", "K", "median effective sample size");
    result
        .likelihoods()
        .forEach(
            (method, l) ->
                table.row(
                    method.label(),
                    l.points(),
                    l.elbo(),
                    l.logLikelihood(),
                    result.config().samples(),
                    "%.0f".formatted(l.medianEffectiveSampleSize())));
    return table;
  }

  private Table costTable() {
    Table table =
        new Table(
            "model",
            "epochs",
            "steps on θ",
            "gradients of one point's bound",
            "seconds",
            "train ELBO of the last epoch");
    for (SviVsAmortizedResult.Curve curve : result.curves()) {
      if (!curve.epochs().isEmpty()) {
        EpochMetrics last = curve.epochs().getLast();
        table.row(
            curve.method().label(),
            last.epoch(),
            last.steps(),
            last.gradientEvaluations(),
            "%.1f".formatted(last.seconds()),
            "%.2f".formatted(last.trainElbo()));
      }
    }
    return table;
  }

  static SanityChecks checks(SviVsAmortizedResult result) {
    SanityChecks checks =
        result.config().likelihood() == LikelihoodKind.BERNOULLI
            ? SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, result.dataSize())
            : SanityChecks.ofDensities(TOLERATED_STANDARD_ERRORS);
    for (Evaluation e : result.evaluations()) {
      String what = e.method().label() + ", " + e.split();
      checks.ordered(what, e.gap(), "use more --optimal-steps or more --samples");
      long few = 0;
      for (double ess : e.effectiveSampleSize()) {
        few += ess < FEW_EFFECTIVE_SAMPLES ? 1 : 0;
      }
      checks.note(
          "%s: effective sample size below %.0f at %d of %d points%s"
              .formatted(
                  what,
                  FEW_EFFECTIVE_SAMPLES,
                  few,
                  e.points().length,
                  few == 0 ? "." : "; log p̂ is biased down there."));
    }
    result
        .likelihoods()
        .forEach(
            (method, likelihood) -> {
              String what = method.label() + ", test set";
              checks.plausible(what, "log p̂", likelihood.logLikelihood());
              checks.plausible(what, "L[q]", likelihood.elbo());
            });
    return checks;
  }
}
