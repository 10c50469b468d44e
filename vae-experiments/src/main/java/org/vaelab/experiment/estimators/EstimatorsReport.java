package org.vaelab.experiment.estimators;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.evidence.diagnostics.SampleCurve;
import org.vaelab.experiment.Conclusion;
import org.vaelab.experiment.LatentReport;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// Writes the tables, the figures and the summary of [Estimators].
final class EstimatorsReport {
  // An estimate tens of nats below the others only shows that the estimator fails.
  private static final double LOWEST_SHOWN = -30;
  private static final double TOLERATED_STANDARD_ERRORS = 4;
  private static final double TOLERATED_ABOVE = 0.05;

  private final EstimatorsConfig config;
  private final Subject subject;
  private final List<Measurement> measurements;
  private final Optional<Estimators.Bracket> bracket;
  private final RunDirectory directory;
  private final double[] reference;

  EstimatorsReport(
      EstimatorsConfig config,
      Subject subject,
      List<Measurement> measurements,
      Optional<Estimators.Bracket> bracket,
      RunDirectory directory) {
    this.config = config;
    this.subject = subject;
    this.measurements = measurements;
    this.bracket = bracket;
    this.directory = directory;
    reference = subject.truth().orElse(measurements.getLast().last().logLikelihood());
  }

  /// @return the table for the terminal and the checks that failed
  Conclusion write() {
    String difference =
        subject.truth().isPresent()
            ? "log p̂ − log p(x)"
            : "log p̂ − that of AIS, most temperatures";
    directory.writeText("estimators.csv", csv());
    directory.writeText("per-point.csv", perPoint());
    directory.writeText("k-curves.csv", curves());
    latentUse().ifPresent(use -> directory.writeText("latent-use.csv", use.perDimension().csv()));
    directory.save(distances(difference), "estimates-by-cost");
    directory.save(jensen(), "jensen-bias");
    Table table = table(difference);
    directory.writeText("summary.md", summary(table));
    return new Conclusion(
        table.text() + bracketLine().map(line -> "\n" + line + "\n").orElse(""),
        checks().failures());
  }

  /// Every estimate is a stochastic lower bound on log p(x): on average none is above it.
  private SanityChecks checks() {
    SanityChecks checks =
        config.kind() == EstimatorsConfig.Kind.VAE
            ? SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, subject.model().dataSize())
            : SanityChecks.ofDensities(TOLERATED_STANDARD_ERRORS);
    for (Measurement measurement : measurements) {
      Measurement.Step last = measurement.last();
      String what = measurement.estimator() + ", " + last.setting();
      Estimate distance = distance(last);
      // An estimate far below is only a poor estimator; naive Monte Carlo always is one.
      if (subject.truth().isPresent()
          && distance.mean() > TOLERATED_STANDARD_ERRORS * errorOfMean(last) + TOLERATED_ABOVE) {
        checks.fail(
            "%s: log p̂ lies %.3f nats above the exact log p(x), and it is a lower bound on average"
                .formatted(what, distance.mean()));
      }
    }
    Estimate best = Estimate.of(reference);
    checks.plausible(subject.truth().isPresent() ? "the exact value" : "AIS", "log p(x)", best);
    bracket.ifPresent(
        b -> checks.atLeastZero("The bracket's width (upper less lower bound)", b.width(), 0));
    if (checks.failures().isEmpty()) {
      checks.note("No estimate lies above log p(x), and the bracket, if any, is in order.");
    }
    return checks;
  }

  /// Monte Carlo standard error of the mean over the points.
  private static double errorOfMean(Measurement.Step step) {
    double squares = 0;
    for (double error : step.standardError()) {
      squares += error * error;
    }
    return Math.sqrt(squares) / step.standardError().length;
  }

  private Estimate distance(Measurement.Step step) {
    return Estimate.ofDifference(step.logLikelihood(), reference);
  }

  private Table table(String difference) {
    Table table =
        new Table(
            "estimator",
            "setting",
            "decoder evaluations",
            "seconds",
            "mean log p̂",
            difference,
            "within 4 errors",
            "k̂ > 0.7");
    for (Measurement measurement : measurements) {
      boolean annealed = Double.isFinite(measurement.steps().getFirst().seconds());
      for (Measurement.Step step : annealed ? measurement.steps() : List.of(measurement.last())) {
        table.row(
            measurement.estimator(),
            step.setting(),
            "%.0f".formatted(step.evaluations()),
            "%.1f".formatted(step.seconds()),
            Estimate.of(step.logLikelihood()),
            "%.3f ± %.3f".formatted(distance(step).mean(), distance(step).standardError()),
            subject.truth().isPresent() ? "%d of %d".formatted(within(step), reference.length) : "",
            step.setting().startsWith("K")
                ? "%d of %d".formatted(step.unreliable().length, reference.length)
                : "");
      }
    }
    return table;
  }

  private int within(Measurement.Step step) {
    int count = 0;
    for (int i = 0; i < reference.length; i++) {
      double error = Math.abs(step.logLikelihood()[i] - reference[i]);
      count += error <= TOLERATED_STANDARD_ERRORS * step.standardError()[i] ? 1 : 0;
    }
    return count;
  }

  private String csv() {
    Table table =
        new Table(
            "estimator",
            "setting",
            "decoder_evaluations",
            "seconds",
            "log_p_hat",
            "log_p_hat_se",
            "difference",
            "difference_se",
            "k_hat_above_0.7");
    for (Measurement measurement : measurements) {
      for (Measurement.Step step : measurement.steps()) {
        Estimate mean = Estimate.of(step.logLikelihood());
        Estimate distance = distance(step);
        table.row(
            measurement.estimator(),
            step.setting(),
            step.evaluations(),
            Double.isFinite(step.seconds()) ? step.seconds() : "",
            mean.mean(),
            mean.standardError(),
            distance.mean(),
            distance.standardError(),
            step.unreliable().length);
      }
    }
    return table.csv();
  }

  private String perPoint() {
    Table table =
        new Table(
            "point",
            "estimator",
            "log_p_hat",
            "standard_error",
            "log_p",
            "effective_sample_size",
            "k_hat");
    for (Measurement measurement : measurements) {
      Measurement.Step step = measurement.last();
      for (int i = 0; i < reference.length; i++) {
        table.row(
            subject.fromPrior().points().ids()[i],
            measurement.estimator() + ", " + step.setting(),
            step.logLikelihood()[i],
            step.standardError()[i],
            subject.truth().isPresent() ? reference[i] : "",
            step.effectiveSampleSize()[i],
            step.paretoShape().length == 0 ? "" : step.paretoShape()[i]);
      }
    }
    return table.csv();
  }

  private String curves() {
    Table table =
        new Table(
            "estimator",
            "samples",
            "log_p_hat",
            "log_p_hat_bootstrap_se",
            "below_largest_k",
            "below_largest_k_bootstrap_se");
    for (Measurement measurement : measurements) {
      for (SampleCurve.Point point : measurement.curve()) {
        table.row(
            measurement.estimator(),
            point.samples(),
            point.mean(),
            point.standardError(),
            point.belowLast(),
            point.belowLastError());
      }
    }
    return table.csv();
  }

  private Optional<LatentReport> latentUse() {
    return subject
        .encoded()
        .flatMap(q -> LatentReport.of(q.phi().rows(), subject.model(), config.model().seed()));
  }

  private LineFigure distances(String difference) {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Estimates of log p(x) against their cost",
                "decoder evaluations per point",
                "mean of %s (nats)".formatted(difference))
            .logX()
            .reference(subject.truth().isPresent() ? "exact" : "reference", 0);
    double lowest = 0;
    for (Measurement measurement : measurements) {
      List<Estimate> distances = measurement.steps().stream().map(this::distance).toList();
      figure.add(
          Series.withError(
              measurement.estimator(),
              measurement.steps().stream().mapToDouble(Measurement.Step::evaluations).toArray(),
              distances.stream().mapToDouble(Estimate::mean).toArray(),
              distances.stream().mapToDouble(Estimate::standardError).toArray()));
      lowest = Math.min(lowest, distances.stream().mapToDouble(Estimate::mean).min().orElse(0));
    }
    return lowest < LOWEST_SHOWN ? figure.yFrom(LOWEST_SHOWN).build() : figure.build();
  }

  /// E[log p̂_K] − log p(x) of importance sampling from q* for small K.
  private LineFigure jensen() {
    Measurement best = measurements.get(measurements.size() - 2);
    List<Estimate> distances = best.steps().stream().map(this::distance).toList();
    return LineFigure.builder(
            "Jensen's bias of log p̂ at small K",
            "samples K",
            "mean of log p̂ − %s (nats)"
                .formatted(subject.truth().isPresent() ? "log p(x)" : "reference"))
        .logX()
        .reference("no bias", 0)
        .add(
            Series.withError(
                best.estimator(),
                best.steps().stream().mapToDouble(Measurement.Step::evaluations).toArray(),
                distances.stream().mapToDouble(Estimate::mean).toArray(),
                distances.stream().mapToDouble(Estimate::standardError).toArray()))
        .build();
  }

  private Optional<String> bracketLine() {
    return bracket.map(
        b ->
            "Bidirectional Monte Carlo, %d temperatures, %d points drawn from the model: log p(x) between %s and %s; the bracket is %.3f ± %.3f nats wide."
                .formatted(
                    b.temperatures(),
                    b.width().count(),
                    b.lower(),
                    b.upper(),
                    b.width().mean(),
                    b.width().standardError()));
  }

  private String summary(Table table) {
    StringBuilder text = new StringBuilder();
    text.append("# Estimators of log p(x)\n\n");
    text.append(
        "The subject: %s; seed %d. Values in nats, ± one standard error over the points; differences are paired per point. A decoder evaluation is one z of one point; annealing's are gradients (%d chains, %d leapfrog steps, %s schedule, started from the prior), which cost about three evaluations without gradient.\n\n"
            .formatted(
                subject.what(),
                config.model().seed(),
                config.chains(),
                config.leapfrogSteps(),
                config.schedule().name().toLowerCase(Locale.ROOT)));
    subject.warnings().forEach(warning -> text.append(warning).append("\n\n"));
    text.append(table.markdown()).append('\n');
    bracketLine().ifPresent(line -> text.append(line).append("\n\n"));
    latentUse().ifPresent(use -> text.append(use.text()).append("\n\n"));
    for (Measurement measurement : measurements) {
      int[] unreliable = measurement.last().unreliable();
      if (unreliable.length > 0) {
        text.append(
            "- %s: k̂ > 0.7, so neither estimate nor error is to be trusted, at points %s.\n"
                .formatted(
                    measurement.estimator(),
                    Arrays.toString(
                        Arrays.stream(unreliable)
                            .map(i -> subject.fromPrior().points().ids()[i])
                            .toArray())));
      }
    }
    text.append("\n## Checks\n\n").append(checks().markdown());
    return text.toString();
  }
}
