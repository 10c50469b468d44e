package org.vaelab.experiment.amortization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.vaelab.experiment.Table;
import org.vaelab.plot.ScatterFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// The encoder as a regression of φ* on x: its outputs as predictions of each image's optimum.
///
/// R² = 1 − Σ (φ* − φ)² / Σ (φ* − mean φ*)², the coefficient of determination of the predictions as
/// they are: 1 where they are exact, 0 where the mean would do as well, less where it would do
/// better. Its standard error is that of a ratio of means over the images (delta method).
///
/// @param latent Z
/// @param optimal rows (μ*, log σ*), `[N, 2Z]`, row-major
/// @param encoded rows (μ, log σ), likewise
public record Regression(int latent, double[] optimal, double[] encoded) {
  /// Above this variance of μ* over the images a dimension is in use (Burda, Grosse and
  /// Salakhutdinov 2016).
  private static final double ACTIVE = 0.01;

  private static final int PANELS = 6;
  private static final int COLUMNS = 3;

  /// A dimension of z.
  ///
  /// @param number from 1
  /// @param variance of μ* over the images
  /// @param slope of the least-squares line of μ* on μ; 1 where the encoder is calibrated
  /// @param means R² of μ
  /// @param residual root mean square of μ − μ*
  /// @param inScales root mean square of (μ − μ*) / σ*
  /// @param logScales R² of log σ
  /// @param scaleResidual root mean square of log σ − log σ*
  public record Dimension(
      int number,
      double variance,
      double slope,
      Estimate means,
      double residual,
      double inScales,
      Estimate logScales,
      double scaleResidual) {
    boolean active() {
      return variance > ACTIVE;
    }
  }

  /// @throws IllegalArgumentException if the rows are not as many and as long
  public Regression {
    if (optimal.length != encoded.length || optimal.length % (2 * latent) != 0) {
      throw new IllegalArgumentException(
          "%d numbers of optima and %d of an encoder are no rows of (μ, log σ) for %d latent dimensions."
              .formatted(optimal.length, encoded.length, latent));
    }
  }

  public static Regression of(Optima optima, Encoded encoded, int latent) {
    return new Regression(latent, optima.phi(), encoded.phi());
  }

  private int count() {
    return optimal.length / (2 * latent);
  }

  private double[] column(double[] rows, int column) {
    double[] values = new double[count()];
    Arrays.setAll(values, i -> rows[i * 2 * latent + column]);
    return values;
  }

  /// All dimensions, the one in which μ* varies most first.
  public List<Dimension> dimensions() {
    List<Dimension> all = new ArrayList<>();
    for (int d = 0; d < latent; d++) {
      all.add(dimension(d));
    }
    all.sort(Comparator.comparingDouble(Dimension::variance).reversed());
    return all;
  }

  private Dimension dimension(int d) {
    double[] target = column(optimal, d);
    double[] guess = column(encoded, d);
    double[] logScale = column(optimal, latent + d);
    double[] inScales = new double[count()];
    Arrays.setAll(inScales, i -> (guess[i] - target[i]) / Math.exp(logScale[i]));
    double variance = squares(deviations(target)) / (count() - 1);
    return new Dimension(
        d + 1,
        variance,
        products(deviations(guess), target) / squares(deviations(guess)),
        determination(d, d + 1),
        rootMeanSquare(differences(guess, target)),
        rootMeanSquare(inScales),
        determination(latent + d, latent + d + 1),
        rootMeanSquare(differences(column(encoded, latent + d), logScale)));
  }

  /// R² of all μ together, each dimension with the weight of its variance.
  public Estimate means() {
    return determination(0, latent);
  }

  /// R² of all log σ together.
  public Estimate logScales() {
    return determination(latent, 2 * latent);
  }

  /// How many dimensions are in use.
  public long active() {
    return dimensions().stream().filter(Dimension::active).count();
  }

  /// R² of the columns from (inclusive) to (exclusive).
  private Estimate determination(int from, int to) {
    int n = count();
    double[] residual = new double[n];
    double[] total = new double[n];
    for (int c = from; c < to; c++) {
      double[] target = column(optimal, c);
      double[] left = differences(column(encoded, c), target);
      double[] spread = deviations(target);
      for (int i = 0; i < n; i++) {
        residual[i] += left[i] * left[i];
        total[i] += spread[i] * spread[i];
      }
    }
    double all = Arrays.stream(total).sum();
    double ratio = Arrays.stream(residual).sum() / all;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double influence = residual[i] - ratio * total[i];
      squares += influence * influence;
    }
    return new Estimate(1 - ratio, Math.sqrt(squares * n / (n - 1.0)) / all, n);
  }

  private static double[] differences(double[] one, double[] other) {
    double[] differences = new double[one.length];
    Arrays.setAll(differences, i -> one[i] - other[i]);
    return differences;
  }

  private static double[] deviations(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }

  private static double products(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static double squares(double[] values) {
    return products(values, values);
  }

  private static double rootMeanSquare(double[] values) {
    return Math.sqrt(squares(values) / values.length);
  }

  /// One row per dimension.
  public Table<Dimension> table() {
    return Table.of(dimensions())
        .column("dimension", "dimension of z", Dimension::number)
        .number("variance", "variance of μ*", "", "%.3f", Dimension::variance)
        .number("slope", "slope of μ* on μ", "", "%.3f", Dimension::slope)
        .estimate("r2_mu", "R² of μ", "", "%.3f", Dimension::means)
        .number("residual_mu", "residual of μ", "", "%.3f", Dimension::residual)
        .number("residual_in_sigma", "in σ*", "", "%.2f", Dimension::inScales)
        .estimate("r2_log_sigma", "R² of log σ", "", "%.3f", Dimension::logScales)
        .number("residual_log_sigma", "residual of log σ", "", "%.3f", Dimension::scaleResidual);
  }

  /// μ of the encoder against μ*, in the dimensions in which μ* varies most.
  public ScatterFigure means(String points) {
    return figure("The encoder's μ against each image's own optimum", "μ", points, 0);
  }

  /// log σ of the encoder against log σ*, in the same dimensions.
  public ScatterFigure logScales(String points) {
    return figure("The encoder's log σ against each image's own optimum", "log σ", points, latent);
  }

  private ScatterFigure figure(String title, String what, String points, int offset) {
    List<ScatterFigure.Panel> panels =
        dimensions().stream()
            .limit(PANELS)
            .map(
                d -> {
                  int column = offset + d.number() - 1;
                  Estimate r2 = offset == 0 ? d.means() : d.logScales();
                  return new ScatterFigure.Panel(
                      "z%d: R² %.3f ± %.3f".formatted(d.number(), r2.mean(), r2.standardError()),
                      List.of(
                          new Series(points, column(optimal, column), column(encoded, column))));
                })
            .toList();
    return new ScatterFigure(
        title, what + "* of the image's own optimum", what + " of the encoder", COLUMNS, panels);
  }
}
