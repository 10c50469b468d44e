package org.vaelab.experiment.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiment.Table;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Interval;

/// Bias and variance of the estimators of a Gaussian's gradient, by dimension and number of
/// samples.
///
/// @param rows of each reward, dimension and number of samples, all estimators that exist there,
///     reparameterization first
public record GaussianStudy(List<Row> rows) {

  /// @param samples K of each estimate
  /// @param along mean component along the exact gradient, as a multiple of its length
  /// @param variance of an estimate, summed over the 2D components of φ
  /// @param interval of the variance, at 95%
  /// @param ratio of the variance to that of reparameterization at the same place
  /// @param ratioInterval of the ratio, at 95%
  public record Row(
      GaussianObjective objective,
      int samples,
      GaussianEstimator estimator,
      Estimate along,
      double variance,
      Interval interval,
      double ratio,
      Interval ratioInterval) {}

  /// The line log ratio = a + s log D through the rows of two dimensions.
  ///
  /// @param slope s
  /// @param error its standard error, from the intervals of the two ratios
  public record Growth(int from, int to, double slope, double error) {
    @Override
    public String toString() {
      return "D to the power of %.2f ± %.2f".formatted(slope, error);
    }
  }

  private static final double IN_INTERVAL = 2 * 1.959964;

  /// One place for each of the dimensions and samples, at μ = σ = 1.
  ///
  /// @param estimates N of each row, independent of each other
  public static GaussianStudy of(
      List<Integer> dimensions, List<Integer> samples, int estimates, long seed) {
    int places = dimensions.size() * samples.size();
    Progress progress = Progress.start("gradients of a Gaussian", 2L * places);
    List<Row> rows = new ArrayList<>();
    for (GaussianObjective.Reward reward : GaussianObjective.Reward.values()) {
      for (int dimension : dimensions) {
        for (int k : samples) {
          GaussianObjective objective = new GaussianObjective(dimension, 1, 1, reward);
          rows.addAll(compare(objective, k, estimates, seed).rows());
          progress.advance(1, Map.of());
        }
      }
    }
    return new GaussianStudy(rows);
  }

  /// All estimators of one objective.
  ///
  /// @param samples K of each estimate
  /// @param estimates N of each estimator, independent of each other
  public static GaussianStudy compare(
      GaussianObjective objective, int samples, int estimates, long seed) {
    NoiseSource<Purpose.Evaluation> noise = NoiseSource.of(seed, Purpose.EVALUATION);
    NoiseSource<Purpose.Sampling> resampling = NoiseSource.of(seed, Purpose.SAMPLING);
    Map<GaussianEstimator, GradientSample> measured = new EnumMap<>(GaussianEstimator.class);
    List<Row> rows = new ArrayList<>();
    for (GaussianEstimator estimator : GaussianEstimator.values()) {
      Interrupts.check();
      if (!estimator.exists(samples)) {
        continue;
      }
      long[] key = {
        objective.reward().ordinal(), objective.dimension(), samples, estimator.ordinal()
      };
      GradientSample sample =
          GradientSample.of(
              estimator.sample(objective, samples, estimates, noise.at(key)), objective.gradient());
      measured.put(estimator, sample);
      GradientSample least = measured.get(GaussianEstimator.REPARAMETERIZATION);
      boolean itself = sample == least;
      rows.add(
          new Row(
              objective,
              samples,
              estimator,
              sample.along(),
              sample.variance(),
              sample.interval(resampling.at(key)),
              itself ? 1 : sample.variance() / least.variance(),
              itself ? new Interval(1, 1) : sample.ratioInterval(least, resampling.at(key))));
    }
    return new GaussianStudy(rows);
  }

  /// All rows.
  public Table<Row> table() {
    return Table.of(rows)
        .column("reward", "reward", row -> row.objective().reward())
        .column("dimension", "D", row -> row.objective().dimension())
        .column("samples", "K", Row::samples)
        .column("estimator", Row::estimator)
        .estimate("along", "gradient / exact", "", "%.3f", Row::along)
        .number("variance", "variance", "", "%.4g", Row::variance)
        .csv("variance_lower", row -> row.interval().lower())
        .csv("variance_upper", row -> row.interval().upper())
        .shown("95% interval", row -> text(row.interval()))
        .number("ratio", "over reparameterization", "", "%.4g", Row::ratio)
        .csv("ratio_lower", row -> row.ratioInterval().lower())
        .csv("ratio_upper", row -> row.ratioInterval().upper())
        .shown(
            "95% interval of the ratio", row -> row.ratio() == 1 ? "" : text(row.ratioInterval()));
  }

  static String text(Interval interval) {
    return "%.4g to %.4g".formatted(interval.lower(), interval.upper());
  }

  /// The rows of one reward.
  public GaussianStudy with(GaussianObjective.Reward reward) {
    return new GaussianStudy(
        rows.stream().filter(row -> row.objective().reward() == reward).toList());
  }

  /// The row of an estimator in the largest dimension.
  Row last(GaussianEstimator estimator) {
    return of(estimator).getLast();
  }

  private List<Row> of(GaussianEstimator estimator) {
    return rows.stream().filter(row -> row.estimator() == estimator).toList();
  }

  /// How the ratio grows to the last dimension from the first of at least 10, or the one before the
  /// last.
  public Growth growth(GaussianEstimator estimator) {
    List<Row> own = of(estimator);
    Row to = own.getLast();
    Row from =
        own.stream()
            .filter(row -> row.objective().dimension() >= 10)
            .findFirst()
            .filter(row -> row != to)
            .orElse(own.get(Math.max(0, own.size() - 2)));
    double distance = Math.log((double) to.objective().dimension() / from.objective().dimension());
    return new Growth(
        from.objective().dimension(),
        to.objective().dimension(),
        Math.log(to.ratio() / from.ratio()) / distance,
        Math.hypot(logError(from.ratioInterval()), logError(to.ratioInterval())) / distance);
  }

  private static double logError(Interval interval) {
    return Math.log(interval.upper() / interval.lower()) / IN_INTERVAL;
  }

  /// Variances on a logarithmic scale.
  ///
  LineFigure variances(String title, String xLabel, ToDoubleFunction<Row> x) {
    return figure(
        title,
        xLabel,
        "log₁₀ variance of the gradient",
        List.of(GaussianEstimator.values()),
        x,
        Row::variance,
        Row::interval);
  }

  /// The variance over that of reparameterization, on a logarithmic scale, by dimension.
  public LineFigure ratios(String title) {
    return figure(
        "Variance over that of reparameterization, E[%s]".formatted(title),
        "dimension D",
        "log₁₀ ratio of variances",
        List.of(
            GaussianEstimator.REINFORCE,
            GaussianEstimator.MOVING_AVERAGE,
            GaussianEstimator.LEAVE_ONE_OUT),
        row -> row.objective().dimension(),
        Row::ratio,
        Row::ratioInterval);
  }

  private interface Band {
    Interval of(Row row);
  }

  private LineFigure figure(
      String title,
      String xLabel,
      String yLabel,
      List<GaussianEstimator> estimators,
      ToDoubleFunction<Row> x,
      ToDoubleFunction<Row> y,
      Band band) {
    LineFigure.Builder figure = LineFigure.builder(title, xLabel, yLabel).logX();
    for (GaussianEstimator estimator : estimators) {
      List<Row> own = of(estimator);
      if (!own.isEmpty()) {
        figure.add(
            new Series(
                estimator.toString(),
                own.stream().mapToDouble(x).toArray(),
                log(own.stream().mapToDouble(y).toArray()),
                log(own.stream().mapToDouble(row -> band.of(row).lower()).toArray()),
                log(own.stream().mapToDouble(row -> band.of(row).upper()).toArray())));
      }
    }
    return figure.build();
  }

  private static double[] log(double[] values) {
    return Arrays.stream(values).map(Math::log10).toArray();
  }
}
