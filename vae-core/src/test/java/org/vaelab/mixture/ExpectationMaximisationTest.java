package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.ClusteringScores;

class ExpectationMaximisationTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  /// Points −1, 1 and 3 from means 0 and 2 and the variance of all, 8/3. The log-odds of the left
  /// component are ((x − 2)² − x²) / (2 · 8/3) = 3/4 (1 − x): 3/2, 0 and −3/2.
  @Test
  void oneIterationByHand() {
    double[][] points = {{-1}, {1}, {3}};
    MixtureFit fit =
        ExpectationMaximisation.of(2, CovarianceType.FULL)
            .withStart(new MixtureStart.Means(new double[][] {{0}, {2}}))
            .withMostIterations(1)
            .fit(points);
    double left = 1 / (1 + Math.exp(-1.5));
    double mean = (-left + 0.5 + 3 * (1 - left)) / 1.5;
    double variance =
        (left * Math.pow(-1 - mean, 2)
                + 0.5 * Math.pow(1 - mean, 2)
                + (1 - left) * Math.pow(3 - mean, 2))
            / 1.5;
    GaussianMixture mixture = fit.mixture();
    assertThat(mixture.weights()).containsExactly(new double[] {0.5, 0.5}, CLOSE);
    assertThat(mixture.means()[0][0]).isCloseTo(mean, CLOSE);
    assertThat(mixture.means()[1][0]).isCloseTo(2 - mean, CLOSE);
    assertThat(mixture.covariances().get(0).matrix()[0][0]).isCloseTo(variance, CLOSE);
    assertThat(mixture.covariances().get(1).matrix()[0][0]).isCloseTo(variance, CLOSE);
    assertThat(fit.iterations()).isEqualTo(1);
    assertThat(fit.history())
        .containsExactly(new double[] {score(0, 8 / 3.0), score(mean, variance)}, CLOSE);
  }

  /// The mean of log p(x) over −1, 1 and 3 with means m and 2 − m.
  private static double score(double mean, double variance) {
    double sum = 0;
    for (double x : new double[] {-1, 1, 3}) {
      double near = Math.exp(-(x - mean) * (x - mean) / (2 * variance));
      double far = Math.exp(-(x - 2 + mean) * (x - 2 + mean) / (2 * variance));
      sum += Math.log((near + far) / 2 / Math.sqrt(2 * Math.PI * variance));
    }
    return sum / 3;
  }

  @ParameterizedTest
  @EnumSource
  void oneComponentIsTheSampleMeanAndCovariance(CovarianceType type) {
    double[][] points =
        GaussianMixtureTest.random(CovarianceType.FULL, 2, 3, 1)
            .sample(77, NoiseSource.of(1, Purpose.SAMPLING))
            .x();
    GaussianMixture mixture = ExpectationMaximisation.of(1, type).fit(points).mixture();
    double[] mean = new double[3];
    double[][] covariance = new double[3][3];
    for (double[] x : points) {
      for (int i = 0; i < 3; i++) {
        mean[i] += x[i] / 77;
      }
    }
    for (double[] x : points) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          covariance[i][j] += (x[i] - mean[i]) * (x[j] - mean[j]) / 77;
        }
      }
    }
    double trace = covariance[0][0] + covariance[1][1] + covariance[2][2];
    assertThat(mixture.weights()).containsExactly(1);
    assertThat(mixture.means()[0]).containsExactly(mean, CLOSE);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double expected =
            switch (type) {
              case FULL, TIED -> covariance[i][j];
              case DIAGONAL -> i == j ? covariance[i][i] : 0;
              case SPHERICAL -> i == j ? trace / 3 : 0;
            };
        assertThat(mixture.covariances().getFirst().matrix()[i][j]).isCloseTo(expected, CLOSE);
      }
    }
  }

  /// Each E-step makes the bound tight and no step lowers log p(x), with a floor or without one
  /// that matters, from any start, also where points are alike and components collapse onto the
  /// floor.
  @Property(tries = 120)
  void theBoundIsTightAndNeverFalls(
      @ForAll CovarianceType type,
      @ForAll @IntRange(min = 1, max = 4) int components,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll boolean alike,
      @ForAll boolean atRandom,
      @ForAll int seed) {
    double[][] points = KMeansTest.normal(60, size, seed);
    for (int n = 0; alike && n < 45; n++) {
      points[n] = points[n % 5];
    }
    MixtureStart start =
        atRandom ? new MixtureStart.RandomPoints() : new MixtureStart.KMeansPlusPlus();
    ExpectationMaximisation em =
        ExpectationMaximisation.of(components, type)
            .withStart(start)
            .withTolerance(0)
            .withMostIterations(40)
            .withCovarianceFloor(alike ? 0.01 : 1e-6)
            .withSeed(seed);
    MixtureSteps steps = new MixtureSteps(em, points);
    MixtureState state = steps.step(em.begin());
    while (!steps.complete(state)) {
      if (state.current().isPresent()) {
        MixtureState.Run run = state.current().get();
        double score = run.history()[run.iterations()];
        double[][] q = GaussianMixture.transposed(run.responsibilities());
        assertThat(run.mixture().elbo(points, q)).isCloseTo(score, CLOSE);
        assertThat(run.mixture().score(points)).isCloseTo(score, CLOSE);
      }
      state = steps.step(state);
    }
    double[] history = state.fit().orElseThrow().history();
    for (int i = 1; i < history.length; i++) {
      assertThat(history[i]).isGreaterThanOrEqualTo(history[i - 1] - 1e-9);
    }
  }

  /// Found by the property above: a component that collapses onto points that are all alike.
  @Test
  void aScatterOfRoundingErrorsIsRaisedToTheFloor() {
    theBoundIsTightAndNeverFalls(CovarianceType.FULL, 2, 4, true, true, -2786);
    theBoundIsTightAndNeverFalls(CovarianceType.FULL, 4, 4, true, false, -2786);
  }

  /// Means four standard deviations apart: 4,000 points tell weights, means and covariances to
  /// within six standard errors as if z were known, with room for what is not (the share of
  /// points between the components is 2%). The seed is fixed.
  @ParameterizedTest
  @EnumSource
  void aKnownMixtureIsRecovered(CovarianceType type) {
    int count = 4000;
    GaussianMixture shape = GaussianMixtureTest.random(type, 3, 2, 21);
    double spread =
        shape.covariances().stream()
            .mapToDouble(c -> Math.max(c.matrix()[0][0], c.matrix()[1][1]))
            .max()
            .getAsDouble();
    double apart = 4 * Math.sqrt(spread);
    GaussianMixture truth =
        new GaussianMixture(
            type,
            shape.weights(),
            new double[][] {{0, 0}, {apart, 0}, {0, apart}},
            shape.covariances());
    GaussianMixture.Samples samples = truth.sample(count, NoiseSource.of(5, Purpose.SAMPLING));
    MixtureFit fit =
        ExpectationMaximisation.of(3, type)
            .withTolerance(1e-8)
            .withMostIterations(500)
            .fit(samples.x());
    GaussianMixture found = fit.mixture();
    assertThat(fit.converged()).isTrue();
    assertThat(fit.score()).isGreaterThanOrEqualTo(truth.score(samples.x()));
    assertThat(ClusteringScores.accuracy(found.predict(samples.x()), samples.z()))
        .isGreaterThan(0.95);
    for (int k = 0; k < 3; k++) {
      int match = found.predict(new double[][] {truth.means()[k]})[0];
      double weight = truth.weights()[k];
      assertThat(found.weights()[match])
          .isCloseTo(weight, Offset.offset(6 * Math.sqrt(weight * (1 - weight) / count)));
      double[][] expected = truth.covariances().get(k).matrix();
      double[][] actual = found.covariances().get(match).matrix();
      double own = count * weight;
      for (int i = 0; i < 2; i++) {
        assertThat(found.means()[match][i])
            .isCloseTo(truth.means()[k][i], Offset.offset(6 * Math.sqrt(expected[i][i] / own)));
        for (int j = 0; j < 2; j++) {
          double variance = expected[i][i] * expected[j][j] + expected[i][j] * expected[i][j];
          assertThat(actual[i][j])
              .isCloseTo(expected[i][j], Offset.offset(6 * Math.sqrt(variance / own)));
        }
      }
    }
  }

  /// The mean log p(x) of the first mixture, after one and after twelve iterations, as another
  /// program computes them from the same start: EM in numpy 2.4 with the densities of scipy 1.17
  /// (`multivariate_normal.logpdf`, `logaddexp.reduce`), no floor.
  @ParameterizedTest
  @CsvSource({
    "FULL, -3.4000586288466526, -3.3644431345286976, -3.19742092526481",
    "TIED, -3.4111222116439333, -3.4088804481793855, -3.2687365283210337",
    "DIAGONAL, -3.538651852135161, -3.4210553014214478, -3.176079107205977",
    "SPHERICAL, -3.5590898897483103, -3.4632843066139656, -3.395293447896821"
  })
  void agreesWithAnotherProgram(CovarianceType type, double first, double second, double last) {
    double[][] points = new double[60][3];
    double[][] responsibilities = new double[60][3];
    for (int n = 0; n < 60; n++) {
      responsibilities[n][n / 2 % 3] = 1;
      for (int d = 0; d < 3; d++) {
        points[n][d] = Math.sin(1.7 * n + 2.3 * n * d + d) + n % 3 * Math.cos(d + 1);
      }
    }
    double[] history =
        ExpectationMaximisation.of(3, type)
            .withStart(new MixtureStart.Responsibilities(responsibilities))
            .withTolerance(0)
            .withCovarianceFloor(0)
            .withMostIterations(12)
            .fit(points)
            .history();
    assertThat(new double[] {history[0], history[1], history[12]})
        .containsExactly(new double[] {first, second, last}, CLOSE);
  }

  @Test
  void coincidingTypesFitTheSame() {
    double[][] line = KMeansTest.normal(80, 1, 3);
    ExpectationMaximisation em = ExpectationMaximisation.of(3, CovarianceType.FULL);
    double[] full = em.fit(line).history();
    for (CovarianceType type :
        new CovarianceType[] {CovarianceType.DIAGONAL, CovarianceType.SPHERICAL}) {
      assertThat(ExpectationMaximisation.of(3, type).fit(line).history())
          .containsExactly(full, CLOSE);
    }
  }

  /// From the same means. In general a freer mixture may end at a worse local maximum; here not.
  @Test
  void freerCovariancesEndHigher() {
    double[][] points =
        GaussianMixtureTest.random(CovarianceType.FULL, 3, 3, 2)
            .sample(500, NoiseSource.of(2, Purpose.SAMPLING))
            .x();
    double[] scores =
        Arrays.stream(CovarianceType.values())
            .mapToDouble(
                type ->
                    ExpectationMaximisation.of(3, type)
                        .withStart(new MixtureStart.Means(Arrays.copyOf(points, 3)))
                        .withTolerance(1e-7)
                        .withMostIterations(1000)
                        .fit(points)
                        .score())
            .toArray();
    assertThat(scores[CovarianceType.FULL.ordinal()])
        .isGreaterThan(scores[CovarianceType.TIED.ordinal()])
        .isGreaterThan(scores[CovarianceType.DIAGONAL.ordinal()]);
    assertThat(scores[CovarianceType.DIAGONAL.ordinal()])
        .isGreaterThan(scores[CovarianceType.SPHERICAL.ordinal()]);
  }

  @Test
  void aConvergedFitIsWhereTheGradientVanishes() {
    double[][] points = KMeansTest.normal(200, 2, 4);
    GaussianMixture mixture =
        ExpectationMaximisation.of(2, CovarianceType.DIAGONAL)
            .withTolerance(1e-14)
            .withMostIterations(20_000)
            .fit(points)
            .mixture();
    double step = 1e-4;
    for (int k = 0; k < 2; k++) {
      for (int d = 0; d < 2; d++) {
        double[][] up = {mixture.means()[0].clone(), mixture.means()[1].clone()};
        double[][] down = {mixture.means()[0].clone(), mixture.means()[1].clone()};
        up[k][d] += step;
        down[k][d] -= step;
        double slope =
            (with(mixture, up).score(points) - with(mixture, down).score(points)) / (2 * step);
        assertThat(slope).isCloseTo(0, Offset.offset(1e-5));
      }
    }
  }

  private static GaussianMixture with(GaussianMixture mixture, double[][] means) {
    return new GaussianMixture(mixture.type(), mixture.weights(), means, mixture.covariances());
  }
}
