package org.vaelab.experiment.mixture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.Result;
import org.vaelab.experiment.SanityChecks;
import org.vaelab.experiment.Table;
import org.vaelab.mixture.MixtureFit;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.ImageGrid;
import org.vaelab.statistics.Estimate;

/// What [MixtureOfGaussians] found.
///
/// @param fit of three components to the clusters in the plane
/// @param bound of another fit to them, from random points
/// @param scores of the clusters of images, by method and seed
/// @param pictures of the clusters of images
record MixtureResult(
    MixtureConfig config,
    ThreeClusters clusters,
    MixtureFit fit,
    BoundHistory bound,
    List<ThreeClusters.Criterion> criteria,
    List<InfiniteDensities> densities,
    List<Clustering.Score> scores,
    ImageGrid pictures)
    implements Result {
  private static final double LARGEST_GAP = 1e-9;
  private static final double LARGEST_LOSS = 1e-3;

  /// A method's scores over seeds.
  ///
  /// @param accuracies none without labels
  private record Row(Clustering.Method method, double[] accuracies, double[] informations) {
    /// Empty where there are too few values.
    private static OptionalDouble of(int least, double[] values, ToDoubleFunction<double[]> what) {
      return values.length < least
          ? OptionalDouble.empty()
          : OptionalDouble.of(what.applyAsDouble(values));
    }
  }

  private List<Row> rows() {
    return Arrays.stream(Clustering.Method.values())
        .map(
            method ->
                new Row(
                    method,
                    values(method, Clustering.Score::accuracy),
                    values(method, Clustering.Score::information)))
        .toList();
  }

  private double[] values(
      Clustering.Method method, Function<Clustering.Score, OptionalDouble> value) {
    return scores.stream()
        .filter(score -> score.method() == method)
        .map(value)
        .flatMapToDouble(OptionalDouble::stream)
        .toArray();
  }

  private boolean labelled() {
    return scores.stream().allMatch(score -> score.accuracy().isPresent());
  }

  private static double percent(double part) {
    return 100 * part;
  }

  private static double mean(double[] values) {
    return Estimate.of(values).mean();
  }

  private static double deviation(double[] values) {
    return Estimate.of(values).standardDeviation();
  }

  private Table<Row> table() {
    return Table.of(rows())
        .column("method", row -> row.method().title())
        .number(
            "accuracy",
            "accuracy",
            "%",
            "%.1f",
            r -> Row.of(1, r.accuracies(), v -> percent(mean(v))))
        .number(
            "accuracy_sd",
            "standard deviation over seeds",
            "%",
            "%.1f",
            r -> Row.of(2, r.accuracies(), v -> percent(deviation(v))))
        .number(
            "accuracy_least",
            "least",
            "%",
            "%.1f",
            r -> Row.of(1, r.accuracies(), v -> percent(Arrays.stream(v).min().orElseThrow())))
        .number("nmi", "NMI", "", "%.3f", r -> Row.of(1, r.informations(), MixtureResult::mean))
        .number(
            "nmi_sd",
            "its standard deviation",
            "",
            "%.3f",
            r -> Row.of(2, r.informations(), MixtureResult::deviation));
  }

  @Override
  public Map<String, Table<?>> tables() {
    return Map.of(
        "clustering",
        table(),
        "clustering-by-seed",
        Table.of(scores)
            .column("method", s -> s.method().title())
            .column("seed", Clustering.Score::seed)
            .number("accuracy", "accuracy", "", "%.4f", Clustering.Score::accuracy)
            .number("nmi", "NMI", "", "%.4f", Clustering.Score::information),
        "bound-table",
        bound.table(),
        "criteria-table",
        criteriaTable(),
        "distance-table",
        InfiniteDensities.table(densities));
  }

  private Table<ThreeClusters.Criterion> criteriaTable() {
    return Table.of(criteria)
        .column("components", "K", ThreeClusters.Criterion::components)
        .number("log_p", "log p(x)", "nats", "%.4f", ThreeClusters.Criterion::score)
        .number("aic", "AIC", "", "%.1f", ThreeClusters.Criterion::aic)
        .number("bic", "BIC", "", "%.1f", ThreeClusters.Criterion::bic);
  }

  @Override
  public Map<String, Figure> figures() {
    Map<String, Figure> figures = new HashMap<>();
    figures.put("plane", clusters.figure(fit.mixture()));
    figures.put("bound", bound.figure());
    figures.put("criteria", ThreeClusters.figure(criteria));
    figures.put("densities", InfiniteDensities.figure(densities));
    figures.put("distance", InfiniteDensities.distanceFigure(densities));
    figures.put("clusters", pictures);
    if (labelled()) {
      figures.put("accuracy", accuracies());
    }
    return figures;
  }

  private BarFigure accuracies() {
    List<Row> rows = rows();
    double[] means = rows.stream().mapToDouble(r -> percent(mean(r.accuracies()))).toArray();
    double[] deviations =
        rows.stream().mapToDouble(r -> percent(deviation(r.accuracies()))).toArray();
    boolean one = config.seeds() == 1;
    return new BarFigure(
        "Images in the cluster of their digit, found without labels",
        one
            ? "method"
            : "method (bars: ± standard deviation over %d seeds)".formatted(config.seeds()),
        "accuracy (%)",
        rows.stream().map(row -> row.method().title()).toList(),
        List.of(new BarFigure.Bars("best assignment", means, one ? null : deviations)),
        BarFigure.Style.GROUPED);
  }

  @Override
  public String text() {
    return table().text();
  }

  @Override
  public String summary() {
    return """
        # Mixtures of Gaussians

        p(x) = Σ_k π_k N(x; μ_k, Σ_k), fitted by expectation maximisation.

        ## Three clusters in the plane

        %d points. %s

        %s
        ## Digits without labels

        %s

        %s
        ## The VAE as a mixture of infinitely many Gaussians

        μ(z) = s σ(Az + c), Σ(z) = diag exp σ(Bz + d), two dimensions each. %s

        %s
        ## Checks

        %s"""
        .formatted(
            config.points(),
            plane(),
            criteriaTable().markdown(),
            digits(),
            table().markdown(),
            infinite(),
            InfiniteDensities.table(densities).markdown(),
            checks().markdown());
  }

  private String plane() {
    int best =
        criteria.stream()
            .min(Comparator.comparingDouble(ThreeClusters.Criterion::bic))
            .orElseThrow()
            .components();
    return "EM from random points took %d iterations; after each E-step the ELBO was within %.1e nats of log p(x), and log p(x) fell by at most %.1e nats. BIC is least with %d components; the points are drawn from %d."
        .formatted(
            bound.steps().size(),
            bound.largestGap(),
            bound.largestFall(),
            best,
            clusters.truth().components());
  }

  private String digits() {
    String what =
        "%d clusters of the training images, mixtures with %s covariances, the best of %d starts by log p(x); %d seeds, each with a VAE of its own."
            .formatted(
                config.clusters(),
                config.covariance().name().toLowerCase(Locale.ROOT),
                config.restarts(),
                config.seeds());
    if (!labelled()) {
      return what + " These images have no labels, so how many are right is not known.";
    }
    Row best =
        rows().stream().max(Comparator.comparingDouble(r -> mean(r.accuracies()))).orElseThrow();
    return what
        + " The labels are used only to count: clusters are assigned to digits so that most images are right. Best is the %s, with %.1f%% right."
            .formatted(best.method().title(), percent(mean(best.accuracies())));
  }

  private String infinite() {
    StringBuilder text = new StringBuilder();
    for (InfiniteDensities each : densities) {
      text.append(
          "With s = %s, p(x) is %.4f nats (KL) from the Gaussian with its mean and covariance, and the total variation of K drawn components falls as K^%.2f. "
              .formatted(each.spread(), each.divergence(), each.exponent()));
    }
    return text.toString().strip();
  }

  @Override
  public SanityChecks checks() {
    SanityChecks checks = SanityChecks.ofDensities(0);
    if (bound.largestGap() <= LARGEST_GAP && bound.largestFall() <= LARGEST_GAP) {
      checks.note("Each E-step makes the ELBO equal to log p(x), and log p(x) never falls.");
    } else {
      checks.fail(
          "EM does not climb the bound: a gap of %.2e nats after an E-step, a fall of %.2e"
              .formatted(bound.largestGap(), bound.largestFall()));
    }
    for (InfiniteDensities each : densities) {
      // Not `>`: NaN must fail.
      if (!(Math.abs(each.mass() - 1) <= LARGEST_LOSS)) {
        checks.fail(
            "The density with s = %s has the integral %.6f, not 1"
                .formatted(each.spread(), each.mass()));
      }
    }
    return checks;
  }

  @Override
  public List<Measured> measured() {
    return Stream.concat(
            Stream.concat(
                Stream.of(Measured.of("three clusters", "log p(x)", "nats", fit.score())),
                densities.stream().map(MixtureResult::variation)),
            scores.stream()
                .filter(score -> score.accuracy().isPresent())
                .flatMap(
                    score -> {
                      String what = "%s, seed %d".formatted(score.method().title(), score.seed());
                      return Stream.of(
                          Measured.of(what, "accuracy", "", score.accuracy().getAsDouble()),
                          Measured.of(what, "NMI", "", score.information().getAsDouble()));
                    }))
        .toList();
  }

  private static Measured variation(InfiniteDensities densities) {
    InfiniteDensities.Distance last = densities.distances().getLast();
    return Measured.of(
        "%d components drawn from the VAE, s = %s".formatted(last.components(), densities.spread()),
        "total variation from p(x)",
        "",
        last.variation().mean());
  }

  @Override
  public Map<String, Number> numbers() {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (Row row : rows()) {
      String name = row.method().name().toLowerCase(Locale.ROOT);
      numbers.put(
          "accuracy_" + name, Row.of(1, row.accuracies(), MixtureResult::mean).orElse(Double.NaN));
      numbers.put(
          "nmi_" + name, Row.of(1, row.informations(), MixtureResult::mean).orElse(Double.NaN));
    }
    return numbers;
  }
}
