package org.vaelab.experiment.mixture;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.experiment.Table;
import org.vaelab.mixture.Covariance;
import org.vaelab.mixture.CovarianceType;
import org.vaelab.mixture.GaussianMixture;
import org.vaelab.mixture.InfiniteMixture;
import org.vaelab.plot.ContourFigure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// The one-layer VAE of the lecture in the plane, p(x) by quadrature over z, beside mixtures of
/// growing size that are drawn from it.
///
/// @param model the VAE
/// @param mass ∫ p(x) dx over the grid
/// @param divergence KL(p ‖ N) of the Gaussian with p's mean and covariance, in nats
/// @param distances of the drawn mixtures from p(x), by K
/// @param panels p(x) and one mixture of some sizes
public record InfiniteDensities(
    InfiniteMixture model,
    double mass,
    double divergence,
    List<Distance> distances,
    List<ContourFigure.Panel> panels) {
  private static final double LARGEST_STEP = 0.25;
  private static final int GRID = 61;
  private static final double DEVIATIONS = 4.5;
  private static final List<Integer> SIZES = List.of(1, 3, 10, 30, 100, 300, 1000);
  private static final List<Integer> DRAWN = List.of(3, 30, 1000);

  /// How far mixtures of K drawn Gaussians are from p(x).
  ///
  /// @param variation total variation ½ ∫ |p_K(x) − p(x)| dx: a mean over draws
  public record Distance(double spread, int components, Estimate variation) {}

  /// Measures a VAE.
  ///
  /// @param draws mixtures of each size, at least 2
  public static InfiniteDensities of(InfiniteMixture model, int draws, long seed) {
    GaussianMixture exact = model.quadrature(nodes(model));
    Plane plane = Plane.around(exact, DEVIATIONS, GRID);
    double[] density = plane.density(exact);
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(seed, Purpose.SAMPLING);
    List<ContourFigure.Panel> panels = new ArrayList<>();
    panels.add(panel(model, "p(x), infinitely many", plane, density));
    List<Distance> distances = new ArrayList<>();
    for (int size : SIZES) {
      double[] variation = new double[draws];
      for (int r = 0; r < draws; r++) {
        Interrupts.check();
        double[] drawn = plane.density(model.drawn(size, noise.part(r)));
        variation[r] = variation(density, drawn, plane.cell());
        if (r == 0 && DRAWN.contains(size)) {
          panels.add(panel(model, "K = %d drawn".formatted(size), plane, drawn));
        }
      }
      distances.add(new Distance(model.spread(), size, Estimate.of(variation)));
    }
    return new InfiniteDensities(
        model,
        Arrays.stream(density).sum() * plane.cell(),
        divergence(density, plane.density(moments(exact)), plane.cell()),
        distances,
        panels);
  }

  /// The model of the experiment: two latent and two data dimensions.
  ///
  /// @param spread s
  public static InfiniteMixture lecture(double spread) {
    return new InfiniteMixture(
        new double[][] {{4, 1}, {-1, 3}},
        new double[] {1, -1},
        new double[][] {{3, 0}, {0, -3}},
        new double[] {0, 0},
        spread);
  }

  /// So many that the mean of x moves by less than a standard deviation of x, which is at least 1,
  /// from node to node: the steepest slope of the sigmoid is 1/4.
  static int nodes(InfiniteMixture model) {
    double steepest =
        Arrays.stream(model.a())
                .mapToDouble(row -> Math.sqrt(Arrays.stream(row).map(v -> v * v).sum()))
                .max()
                .orElseThrow()
            * model.spread()
            / 4;
    double step = Math.min(LARGEST_STEP, 1 / steepest);
    return 1 + (int) Math.ceil(2 * InfiniteMixture.RADIUS / step);
  }

  private static double variation(double[] p, double[] other, double cell) {
    return IntStream.range(0, p.length).mapToDouble(n -> Math.abs(p[n] - other[n])).sum()
        * cell
        / 2;
  }

  private static double divergence(double[] p, double[] other, double cell) {
    return IntStream.range(0, p.length)
            .filter(n -> p[n] > 0)
            .mapToDouble(n -> p[n] * (Math.log(p[n]) - Math.log(other[n])))
            .sum()
        * cell;
  }

  /// The Gaussian with a mixture's mean and covariance: E[μ], E[Σ] + Cov[μ].
  private static GaussianMixture moments(GaussianMixture mixture) {
    double[] mean = new double[2];
    double[][] covariance = new double[2][2];
    for (int k = 0; k < mixture.components(); k++) {
      for (int i = 0; i < 2; i++) {
        mean[i] += mixture.weights()[k] * mixture.means()[k][i];
      }
    }
    for (int k = 0; k < mixture.components(); k++) {
      double[][] own = mixture.covariances().get(k).matrix();
      double[] mu = mixture.means()[k];
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          covariance[i][j] +=
              mixture.weights()[k] * (own[i][j] + (mu[i] - mean[i]) * (mu[j] - mean[j]));
        }
      }
    }
    return new GaussianMixture(
        CovarianceType.FULL,
        new double[] {1},
        new double[][] {mean},
        List.of(Covariance.full(covariance)));
  }

  private static ContourFigure.Panel panel(
      InfiniteMixture model, String what, Plane plane, double[] density) {
    return new ContourFigure.Panel(
        "s = %s: %s".formatted(text(model.spread()), what),
        plane.x(),
        plane.y(),
        plane.table(density),
        List.of());
  }

  /// Densities of some VAEs, a row for each.
  public static ContourFigure figure(List<InfiniteDensities> all) {
    return new ContourFigure(
        "The VAE as a mixture: μ(z) = s σ(Az + c), Σ(z) = diag exp σ(Bz + d)",
        "x\u2081",
        "x\u2082",
        "density",
        1 + DRAWN.size(),
        all.stream().flatMap(each -> each.panels().stream()).toList());
  }

  /// Distances against K.
  public static LineFigure distanceFigure(List<InfiniteDensities> all) {
    LineFigure.Builder figure =
        LineFigure.builder(
                "How fast mixtures of K drawn Gaussians approach p(x)",
                "components K",
                "total variation ½ ∫ |p_K − p| dx")
            .logX()
            .yFrom(0);
    for (InfiniteDensities each : all) {
      List<Distance> rows = each.distances();
      figure.add(
          Series.withError(
              "s = %s ± standard error".formatted(each.spread()),
              rows.stream().mapToDouble(Distance::components).toArray(),
              rows.stream().mapToDouble(d -> d.variation().mean()).toArray(),
              rows.stream().mapToDouble(d -> d.variation().standardError()).toArray()));
    }
    return figure.build();
  }

  static Table<Distance> table(List<InfiniteDensities> all) {
    return Table.of(all.stream().flatMap(each -> each.distances().stream()).toList())
        .number("spread", "s", "", "%.3g", Distance::spread)
        .column("components", "K", Distance::components)
        .estimate("total_variation", "total variation", "", "%.4f", Distance::variation);
  }

  /// s as the report shows it.
  String spread() {
    return text(model.spread());
  }

  private static String text(double number) {
    return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(number);
  }

  /// The exponent of K in the distance, between the smallest size from ten on and the largest.
  double exponent() {
    Distance from = distances.stream().filter(d -> d.components() == 10).findFirst().orElseThrow();
    Distance to = distances.getLast();
    return Math.log(to.variation().mean() / from.variation().mean())
        / Math.log((double) to.components() / from.components());
  }
}
