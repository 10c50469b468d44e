package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class GaussianMixtureTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  /// A mixture with weights, means and covariances drawn at random.
  static GaussianMixture random(CovarianceType type, int components, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = random.doubles(components, 0.2, 1).toArray();
    double sum = Arrays.stream(weights).sum();
    double[][] means = KMeansTest.normal(components, size, seed + 1);
    for (int k = 0; k < components; k++) {
      weights[k] /= sum;
      for (int d = 0; d < size; d++) {
        means[k][d] *= 2;
      }
    }
    List<Covariance> covariances =
        IntStream.range(0, components).mapToObj(k -> covariance(type, size, random)).toList();
    return new GaussianMixture(
        type,
        weights,
        means,
        type == CovarianceType.TIED
            ? Collections.nCopies(components, covariances.getFirst())
            : covariances);
  }

  private static Covariance covariance(CovarianceType type, int size, SplittableRandom random) {
    return switch (type) {
      case FULL, TIED -> {
        double[][] root = KMeansTest.normal(size, size, random.nextLong());
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            matrix[i][j] = i == j ? 0.3 : 0;
            for (int k = 0; k < size; k++) {
              matrix[i][j] += root[i][k] * root[j][k] / size;
            }
          }
        }
        yield Covariance.full(matrix);
      }
      case DIAGONAL -> Covariance.diagonal(random.doubles(size, 0.3, 3).toArray());
      case SPHERICAL -> Covariance.spherical(random.nextDouble(0.3, 3), size);
    };
  }

  /// π_k N(x; μ_k, Σ_k) by the class for a single Gaussian, which shares no code with the mixture.
  static double[] joint(GaussianMixture mixture, double[] x) {
    double[] joint = new double[mixture.components()];
    for (int k = 0; k < joint.length; k++) {
      FullCovarianceGaussian gaussian =
          FullCovarianceGaussian.of(mixture.means()[k], mixture.covariances().get(k).matrix());
      joint[k] = mixture.weights()[k] * Math.exp(gaussian.logProb(x));
    }
    return joint;
  }

  @ParameterizedTest
  @CsvSource({
    "FULL, 1, 1",
    "FULL, 3, 2",
    "FULL, 4, 11",
    "TIED, 3, 6",
    "DIAGONAL, 3, 5",
    "SPHERICAL, 2, 3"
  })
  void densityAndPosteriorByTheSum(CovarianceType type, int components, int size) {
    GaussianMixture mixture = random(type, components, size, 4);
    double[][] points = KMeansTest.normal(150, size, 7);
    double[] logProb = mixture.logProb(points);
    double[][] responsibilities = mixture.responsibilities(points);
    int[] predicted = mixture.predict(points);
    for (int n = 0; n < points.length; n++) {
      double[] joint = joint(mixture, points[n]);
      double density = Arrays.stream(joint).sum();
      assertThat(logProb[n]).isCloseTo(Math.log(density), CLOSE);
      int best = 0;
      for (int k = 0; k < components; k++) {
        assertThat(responsibilities[n][k]).isCloseTo(joint[k] / density, CLOSE);
        best = joint[k] > joint[best] ? k : best;
      }
      assertThat(predicted[n]).isEqualTo(best);
    }
    assertThat(mixture.logProb(points[3])).isEqualTo(logProb[3]);
    assertThat(mixture.score(points))
        .isCloseTo(Arrays.stream(logProb).average().getAsDouble(), CLOSE);
  }

  /// By the trapezoidal rule, which for Gaussians is exact beyond the digits of a double.
  @ParameterizedTest
  @EnumSource
  void densityIntegratesToOne(CovarianceType type) {
    GaussianMixture mixture = random(type, 3, 2, 5);
    double step = 0.1;
    int nodes = 501;
    double[][] grid = new double[nodes * nodes][];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = new double[] {step * (i / nodes - nodes / 2), step * (i % nodes - nodes / 2)};
    }
    double integral = Arrays.stream(mixture.logProb(grid)).map(Math::exp).sum() * step * step;
    assertThat(integral).isCloseTo(1, CLOSE);
  }

  @Test
  void farFromAllComponentsTheLogDomainHolds() {
    GaussianMixture mixture =
        new GaussianMixture(
            CovarianceType.SPHERICAL,
            new double[] {0.25, 0.75},
            new double[][] {{0}, {1}},
            List.of(Covariance.spherical(1, 1), Covariance.spherical(1, 1)));
    double[] far = {1e3};
    assertThat(mixture.logProb(far))
        .isCloseTo(Math.log(0.75) - 0.5 * 999 * 999 - 0.5 * Math.log(2 * Math.PI), CLOSE);
    assertThat(mixture.responsibilities(new double[][] {far})[0]).containsExactly(0, 1);
    // log p(z = 0 given x) = −999.5 − log 3 nats, whose exponential is no double.
    assertThat(mixture.elbo(new double[][] {far}, new double[][] {{1, 0}}))
        .isCloseTo(Math.log(0.25) - 0.5e6 - 0.5 * Math.log(2 * Math.PI), CLOSE);
  }

  @Test
  void theElboIsTightAtThePosteriorAlone() {
    GaussianMixture mixture = random(CovarianceType.FULL, 3, 2, 6);
    double[][] points = KMeansTest.normal(40, 2, 8);
    double[][] q = mixture.responsibilities(points);
    double score = mixture.score(points);
    assertThat(mixture.elbo(points, q)).isCloseTo(score, CLOSE);
    // log p(x) = ELBO + KL(q ‖ p(z given x))
    double kl = 0;
    double[][] uniform = new double[points.length][3];
    for (int n = 0; n < points.length; n++) {
      Arrays.fill(uniform[n], 1 / 3.0);
      for (int k = 0; k < 3; k++) {
        kl += 1 / 3.0 * Math.log(1 / 3.0 / q[n][k]) / points.length;
      }
    }
    assertThat(kl).isGreaterThan(0.1);
    assertThat(mixture.elbo(points, uniform)).isCloseTo(score - kl, CLOSE);
  }

  /// Moments of 40,000 samples: each is within five standard errors of its value, which chance
  /// breaks less than once in 10⁵ seeds for the fifteen of a type.
  @ParameterizedTest
  @EnumSource
  void samplesHaveTheMomentsOfTheMixture(CovarianceType type) {
    int count = 40_000;
    GaussianMixture mixture = random(type, 3, 2, 9);
    GaussianMixture.Samples samples = mixture.sample(count, NoiseSource.of(3, Purpose.SAMPLING));
    for (int k = 0; k < 3; k++) {
      int component = k;
      double weight = mixture.weights()[k];
      double[][] own =
          IntStream.range(0, count)
              .filter(n -> samples.z()[n] == component)
              .mapToObj(n -> samples.x()[n])
              .toArray(double[][]::new);
      double error = Math.sqrt(weight * (1 - weight) / count);
      assertThat(own.length / (double) count).isCloseTo(weight, Offset.offset(5 * error));
      double[][] covariance = mixture.covariances().get(k).matrix();
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j <= i; j++) {
          double product = 0;
          double mean = 0;
          for (double[] x : own) {
            mean += x[i] / own.length;
            product += (x[i] - mixture.means()[k][i]) * (x[j] - mixture.means()[k][j]) / own.length;
          }
          double spread = covariance[i][i] * covariance[j][j];
          assertThat(mean)
              .isCloseTo(
                  mixture.means()[k][i],
                  Offset.offset(5 * Math.sqrt(covariance[i][i] / own.length)));
          assertThat(product)
              .isCloseTo(
                  covariance[i][j],
                  Offset.offset(
                      5 * Math.sqrt((spread + covariance[i][j] * covariance[i][j]) / own.length)));
        }
      }
    }
  }

  @Test
  void aSampleIsTheSameHoweverManyAreDrawn() {
    GaussianMixture mixture = random(CovarianceType.FULL, 3, 2, 10);
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(3, Purpose.SAMPLING);
    GaussianMixture.Samples many = mixture.sample(9, noise);
    assertThat(mixture.sample(4, noise).x()).isDeepEqualTo(Arrays.copyOf(many.x(), 4));
    assertThat(mixture.sample(4, noise).z()).isEqualTo(Arrays.copyOf(many.z(), 4));
  }

  /// Two weights and 3 x 4 means, and with them 3 x 10, 10, 3 x 4 or 3 numbers of covariances.
  @ParameterizedTest
  @CsvSource({"FULL, 44", "TIED, 24", "DIAGONAL, 26", "SPHERICAL, 17"})
  void parametersAreCounted(CovarianceType type, int count) {
    GaussianMixture mixture = random(type, 3, 4, 11);
    assertThat(mixture.parameterCount()).isEqualTo(count);
    double[][] points = KMeansTest.normal(20, 4, 12);
    double total = 20 * mixture.score(points);
    assertThat(mixture.aic(points)).isCloseTo(2 * count - 2 * total, CLOSE);
    assertThat(mixture.bic(points)).isCloseTo(count * Math.log(20) - 2 * total, CLOSE);
  }

  @Test
  void partsMustFit() {
    Covariance unit = Covariance.spherical(1, 2);
    double[][] means = new double[2][2];
    double[] half = {0.5, 0.5};
    assertThatThrownBy(
            () -> new GaussianMixture(CovarianceType.DIAGONAL, half, means, List.of(unit)))
        .hasMessage(
            "A mixture needs as many means and covariances as weights, not 2 weights, 2 means and 1 covariances.");
    assertThatThrownBy(
            () ->
                new GaussianMixture(
                    CovarianceType.DIAGONAL, new double[] {0.5, 0.6}, means, List.of(unit, unit)))
        .hasMessage("Weights must not be negative and must add up to 1, unlike [0.5, 0.6].");
    assertThatThrownBy(
            () -> new GaussianMixture(CovarianceType.FULL, half, means, List.of(unit, unit)))
        .hasMessage("Covariance 0 is not one of a mixture of type FULL.");
    assertThatThrownBy(
            () ->
                new GaussianMixture(
                    CovarianceType.SPHERICAL,
                    half,
                    means,
                    List.of(unit, Covariance.diagonal(1, 2))))
        .hasMessage("Covariance 1 is not one of a mixture of type SPHERICAL.");
    assertThatThrownBy(
            () ->
                new GaussianMixture(
                    CovarianceType.DIAGONAL,
                    half,
                    means,
                    List.of(unit, Covariance.diagonal(1, 2, 3))))
        .hasMessage("Covariance 1 is of 3 dimensions, its mean of 2.");
    GaussianMixture mixture =
        new GaussianMixture(CovarianceType.SPHERICAL, half, means, List.of(unit, unit));
    assertThatThrownBy(() -> mixture.logProb(new double[] {1}))
        .hasMessage("Point 0 has 1 dimensions, where 2 are needed.");
    assertThatThrownBy(() -> mixture.elbo(new double[1][2], new double[][] {{0.5, 0.6}}))
        .hasMessage(
            "The responsibilities of point 0 must not be negative and must add up to 1, unlike [0.5, 0.6].");
  }
}
