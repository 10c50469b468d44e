package org.vaelab.experiment.estimators;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.evidence.diagnostics.SampleCurve;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.LatentReport;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.SettingSpec;
import org.vaelab.experiment.Table;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// What [Estimators] found.
///
/// @param what names model and data in a sentence
/// @param points numbers of the data points
/// @param truth exact log p(x) of each, if it is known
/// @param latentUse of the encoder, if there is one
/// @param dataSize pixels of an image, or dimensions
/// @param bits names the data, see [Measured]
record EstimatorsResult(
    EstimatorsConfig config,
    String what,
    int[] points,
    Optional<double[]> truth,
    Optional<LatentReport> latentUse,
    List<Measurement> measurements,
    Optional<Estimators.Bracket> bracket,
    int dataSize,
    String bits)
    implements Result {
  // An estimate tens of nats below the others only shows that the estimator fails.
  private static final double LOWEST_SHOWN = -30;
  private static final double TOLERATED_STANDARD_ERRORS = 4;
  private static final double TOLERATED_ABOVE = 0.05;

  private record Row(Measurement of, Measurement.Step step) {}

  private record Point(Measurement of, int i) {}

  private record OnCurve(Measurement of, SampleCurve.Point point) {}

  private double[] reference() {
    return truth.orElse(measurements.getLast().last().logLikelihood());
  }

  private String difference() {
    return truth.isPresent() ? "log p̂ − log p(x)" : "log p̂ − that of AIS, most temperatures";
  }

  @Override
  public Map<String, Table<?>> tables() {
    Map<String, Table<?>> tables = new HashMap<>();
    tables.put("estimators", table(rows(Measurement::steps)));
    tables.put("per-point", perPoint());
    tables.put("k-curves", curves());
    latentUse.ifPresent(use -> tables.put("latent-use", use.perDimension()));
    return tables;
  }

  private List<Row> rows(Function<Measurement, List<Measurement.Step>> steps) {
    return measurements.stream()
        .flatMap(m -> steps.apply(m).stream().map(step -> new Row(m, step)))
        .toList();
  }

  /// All runs of annealing, and of each run of importance sampling its end.
  private Table<Row> main() {
    return table(
        rows(m -> Double.isFinite(m.steps().getFirst().seconds()) ? m.steps() : List.of(m.last())));
  }

  private Table<Row> table(List<Row> rows) {
    int n = points.length;
    return Table.of(rows)
        .column("estimator", r -> r.of().estimator())
        .column("setting", r -> r.step().setting())
        .number(
            "decoder_evaluations", "decoder evaluations", "", "%.0f", r -> r.step().evaluations())
        .number("seconds", "seconds", "", "%.1f", r -> finite(r.step().seconds()))
        .estimate("log_p_hat", "mean log p̂", "nats", r -> Estimate.of(r.step().logLikelihood()))
        .estimate("difference", difference(), "nats", "%.3f", r -> distance(r.step()))
        .shown("within 4 errors", r -> truth.isPresent() ? within(r.step()) + " of " + n : "")
        .csv("k_hat_above_0.7", r -> r.step().unreliable().length)
        .shown(
            "k̂ > 0.7",
            r ->
                r.step().setting().startsWith("K")
                    ? r.step().unreliable().length + " of " + n
                    : "");
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private Table<Point> perPoint() {
    double[] reference = reference();
    return Table.of(
            measurements.stream()
                .flatMap(m -> IntStream.range(0, points.length).mapToObj(i -> new Point(m, i)))
                .toList())
        .csv("point", p -> points[p.i()])
        .csv("estimator", p -> p.of().estimator() + ", " + p.of().last().setting())
        .csv("log_p_hat", p -> p.of().last().logLikelihood()[p.i()])
        .csv("standard_error", p -> p.of().last().standardError()[p.i()])
        .csv("log_p", p -> truth.isPresent() ? reference[p.i()] : null)
        .csv("effective_sample_size", p -> p.of().last().effectiveSampleSize()[p.i()])
        .csv(
            "k_hat",
            p ->
                p.of().last().paretoShape().length == 0
                    ? null
                    : p.of().last().paretoShape()[p.i()]);
  }

  private Table<OnCurve> curves() {
    return Table.of(
            measurements.stream()
                .flatMap(m -> m.curve().stream().map(point -> new OnCurve(m, point)))
                .toList())
        .csv("estimator", p -> p.of().estimator())
        .csv("samples", p -> p.point().samples())
        .csv("log_p_hat", p -> p.point().mean())
        .csv("log_p_hat_bootstrap_se", p -> p.point().standardError())
        .csv("below_largest_k", p -> p.point().belowLast())
        .csv("below_largest_k_bootstrap_se", p -> p.point().belowLastError());
  }

  @Override
  public Map<String, Figure> figures() {
    return Map.of("estimates-by-cost", distances(), "jensen-bias", jensen());
  }

  @Override
  public List<Measured> measured() {
    return measurements.stream()
        .map(
            m ->
                new Measured(
                    m.estimator(), "log p̂", "nats", bits, points, m.last().logLikelihood()))
        .toList();
  }

  /// Every estimate is a stochastic lower bound on log p(x): on average none is above it.
  @Override
  public SanityChecks checks() {
    SanityChecks checks =
        config.kind() == EstimatorsConfig.Kind.VAE
            ? SanityChecks.ofBits(TOLERATED_STANDARD_ERRORS, dataSize)
            : SanityChecks.ofDensities(TOLERATED_STANDARD_ERRORS);
    for (Measurement measurement : measurements) {
      Measurement.Step last = measurement.last();
      String what = measurement.estimator() + ", " + last.setting();
      Estimate distance = distance(last);
      // An estimate far below is only a poor estimator; naive Monte Carlo always is one.
      if (truth.isPresent()
          && distance.mean() > TOLERATED_STANDARD_ERRORS * errorOfMean(last) + TOLERATED_ABOVE) {
        checks.fail(
            "%s: log p̂ lies %.3f nats above the exact log p(x), and it is a lower bound on average"
                .formatted(what, distance.mean()));
      }
    }
    Estimate best = Estimate.of(reference());
    checks.plausible(truth.isPresent() ? "the exact value" : "AIS", "log p(x)", best);
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
    return Estimate.ofDifference(step.logLikelihood(), reference());
  }

  private int within(Measurement.Step step) {
    double[] reference = reference();
    int count = 0;
    for (int i = 0; i < reference.length; i++) {
      double error = Math.abs(step.logLikelihood()[i] - reference[i]);
      count += error <= TOLERATED_STANDARD_ERRORS * step.standardError()[i] ? 1 : 0;
    }
    return count;
  }

  private LineFigure distances() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Estimates of log p(x) against their cost",
                "decoder evaluations per point",
                "mean of %s (nats)".formatted(difference()))
            .logX()
            .reference(truth.isPresent() ? "exact" : "reference", 0);
    double lowest = 0;
    for (Measurement measurement : measurements) {
      List<Estimate> distances = measurement.steps().stream().map(this::distance).toList();
      figure.add(curve(measurement));
      lowest = Math.min(lowest, distances.stream().mapToDouble(Estimate::mean).min().orElse(0));
    }
    return lowest < LOWEST_SHOWN ? figure.yFrom(LOWEST_SHOWN).build() : figure.build();
  }

  private Series curve(Measurement measurement) {
    return Estimates.series(
        measurement.estimator(),
        measurement.steps().stream().mapToDouble(Measurement.Step::evaluations).toArray(),
        measurement.steps().stream().map(this::distance).toList());
  }

  /// E[log p̂_K] − log p(x) of importance sampling from q* for small K.
  private LineFigure jensen() {
    Measurement best = measurements.get(measurements.size() - 2);
    return LineFigure.builder(
            "Jensen's bias of log p̂ at small K",
            "samples K",
            "mean of log p̂ − %s (nats)".formatted(truth.isPresent() ? "log p(x)" : "reference"))
        .logX()
        .reference("no bias", 0)
        .add(curve(best))
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

  @Override
  public String text() {
    return main().text() + bracketLine().map(line -> "\n" + line + "\n").orElse("");
  }

  @Override
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("# Estimators of log p(x)\n\n");
    text.append(
        "The subject: %s; seed %d. Values in nats, ± one standard error over the points; differences are paired per point. A decoder evaluation is one z of one point; annealing's are gradients (%d chains, %d leapfrog steps, %s schedule, started from the prior), which cost about three evaluations without gradient.\n\n"
            .formatted(
                what,
                config.model().seed(),
                config.chains(),
                config.leapfrogSteps(),
                SettingSpec.text(config.schedule())));
    if (truth.isEmpty()) {
      text.append(
          "The exact log p(x) is not known; the reference is annealed importance sampling with the most temperatures.\n\n");
    }
    text.append(main().markdown()).append('\n');
    bracketLine().ifPresent(line -> text.append(line).append("\n\n"));
    latentUse.ifPresent(use -> text.append(use.text()).append("\n\n"));
    for (Measurement measurement : measurements) {
      int[] unreliable = measurement.last().unreliable();
      if (unreliable.length > 0) {
        text.append(
            "- %s: k̂ > 0.7, so neither estimate nor error is to be trusted, at points %s.\n"
                .formatted(
                    measurement.estimator(),
                    Arrays.toString(Arrays.stream(unreliable).map(i -> points[i]).toArray())));
      }
    }
    text.append("\n## Checks\n\n").append(checks().markdown());
    return text.toString();
  }
}
