package org.vaelab.experiment.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.mixture.Covariance;
import org.vaelab.mixture.CovarianceType;
import org.vaelab.mixture.ExpectationMaximisation;
import org.vaelab.mixture.GaussianMixture;
import org.vaelab.plot.ContourFigure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Three clusters in the plane, drawn from a known mixture, and what is fitted to them.
///
/// @param samples z and x
public record ThreeClusters(GaussianMixture.Samples samples) {
  private static final int NODES = 81;
  private static final double DEVIATIONS = 3.2;
  private static final int LARGEST = 6;
  private static final int RESTARTS = 5;
  private static final GaussianMixture TRUTH =
      new GaussianMixture(
          CovarianceType.FULL,
          new double[] {0.5, 0.3, 0.2},
          new double[][] {{0, 0}, {3, 2.5}, {4, -1.5}},
          List.of(
              Covariance.full(new double[][] {{1.2, -0.8}, {-0.8, 1.4}}),
              Covariance.full(new double[][] {{1.0, 0.6}, {0.6, 0.7}}),
              Covariance.full(new double[][] {{0.5, 0}, {0, 1.2}})));

  /// Points of the known mixture.
  public static ThreeClusters of(int count, long seed) {
    return new ThreeClusters(TRUTH.sample(count, NoiseSource.of(seed, Purpose.SAMPLING)));
  }

  /// x `[N][2]`.
  public double[][] x() {
    return samples.x();
  }

  /// The mixture that they are drawn from.
  public GaussianMixture truth() {
    return TRUTH;
  }

  /// How good a mixture with so many components is.
  ///
  /// @param score the mean of log p(x), in nats
  /// @param aic Akaike's criterion, the smaller the better
  /// @param bic the Bayesian criterion
  record Criterion(int components, double score, double aic, double bic) {}

  /// Of mixtures of one to six components.
  List<Criterion> criteria(long seed) {
    return IntStream.rangeClosed(1, LARGEST)
        .mapToObj(
            k -> {
              GaussianMixture fit =
                  ExpectationMaximisation.of(k, CovarianceType.FULL)
                      .withRestarts(RESTARTS)
                      .withTolerance(1e-6)
                      .withMostIterations(500)
                      .withSeed(seed)
                      .fit(x())
                      .mixture();
              return new Criterion(k, fit.score(x()), fit.aic(x()), fit.bic(x()));
            })
        .toList();
  }

  static LineFigure figure(List<Criterion> criteria) {
    double[] k = criteria.stream().mapToDouble(Criterion::components).toArray();
    return LineFigure.builder(
            "How many components the points support",
            "components K",
            "criterion, the smaller the better (2 nats)")
        .add(new Series("AIC", k, criteria.stream().mapToDouble(Criterion::aic).toArray()))
        .add(new Series("BIC", k, criteria.stream().mapToDouble(Criterion::bic).toArray()))
        .build();
  }

  /// The points in the colours of their most probable components; the posterior p(z = k given x) in
  /// colour over the plane; and p(x) as the sum of the components.
  ///
  /// @param mixture any in the plane
  public ContourFigure figure(GaussianMixture mixture) {
    Plane plane = Plane.around(mixture, DEVIATIONS, NODES);
    double[][] density = plane.table(plane.density(mixture));
    double[][] posterior = mixture.responsibilities(plane.nodes());
    List<ContourFigure.Gaussian> gaussians = new ArrayList<>();
    List<ContourFigure.Area> areas = new ArrayList<>();
    for (int k = 0; k < mixture.components(); k++) {
      int component = k;
      double[] mean = mixture.means()[k];
      double[][] covariance = mixture.covariances().get(k).matrix();
      gaussians.add(
          new ContourFigure.Gaussian(
              "component " + (k + 1),
              mean[0],
              mean[1],
              covariance[0][0],
              covariance[0][1],
              covariance[1][1]));
      areas.add(
          new ContourFigure.Area(
              "component " + (k + 1),
              plane.table(Arrays.stream(posterior).mapToDouble(r -> r[component]).toArray())));
    }
    return new ContourFigure(
        "A mixture of %d Gaussians".formatted(mixture.components()),
        "x\u2081",
        "x\u2082",
        "p(x)",
        3,
        List.of(
            panel(
                "points, by the most probable z",
                plane,
                density,
                List.of(),
                List.of(),
                points(mixture)),
            panel("posterior p(z = k | x)", plane, density, List.of(), areas, List.of()),
            panel("p(x), a sum of components", plane, density, gaussians, List.of(), List.of())));
  }

  private static ContourFigure.Panel panel(
      String caption,
      Plane plane,
      double[][] density,
      List<ContourFigure.Gaussian> gaussians,
      List<ContourFigure.Area> areas,
      List<ContourFigure.Points> points) {
    return new ContourFigure.Panel(
        caption, plane.x(), plane.y(), density, gaussians, areas, points);
  }

  private List<ContourFigure.Points> points(GaussianMixture mixture) {
    int[] components = mixture.predict(x());
    return IntStream.range(0, mixture.components())
        .mapToObj(
            k -> {
              double[][] own =
                  IntStream.range(0, components.length)
                      .filter(n -> components[n] == k)
                      .mapToObj(n -> x()[n])
                      .toArray(double[][]::new);
              return new ContourFigure.Points(
                  "component " + (k + 1),
                  Arrays.stream(own).mapToDouble(x -> x[0]).toArray(),
                  Arrays.stream(own).mapToDouble(x -> x[1]).toArray());
            })
        .toList();
  }
}
