package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MaximisationTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  private static GaussianMixture maximised(
      CovarianceType type, double[][] points, double[][] q, double floor) {
    return Maximisation.of(type, points, GaussianMixture.transposed(q), floor, Optional.empty());
  }

  /// Responsibilities drawn at random.
  private static double[][] responsibilities(int points, int components, SplittableRandom random) {
    double[][] q = new double[points][];
    for (int n = 0; n < points; n++) {
      double[] row = random.doubles(components, 0.01, 1).toArray();
      double sum = Arrays.stream(row).sum();
      q[n] = Arrays.stream(row).map(value -> value / sum).toArray();
    }
    return q;
  }

  /// Points 0, 2, 4 and 10, of which 4 belongs to both components by half: N = (2.5, 1.5),
  /// μ = ((0 + 2 + 2) / 2.5, (2 + 10) / 1.5) = (1.6, 8),
  /// σ² = ((2.56 + 0.16 + 2.88) / 2.5, (8 + 4) / 1.5) = (2.24, 8).
  @Test
  void oneDimensionByHand() {
    double[][] points = {{0}, {2}, {4}, {10}};
    double[][] q = {{1, 0}, {1, 0}, {0.5, 0.5}, {0, 1}};
    for (CovarianceType type :
        List.of(CovarianceType.FULL, CovarianceType.DIAGONAL, CovarianceType.SPHERICAL)) {
      GaussianMixture mixture = maximised(type, points, q, 0);
      assertThat(mixture.weights()).containsExactly(0.625, 0.375);
      assertThat(mixture.means()[0][0]).isCloseTo(1.6, CLOSE);
      assertThat(mixture.means()[1][0]).isCloseTo(8, CLOSE);
      assertThat(mixture.covariances().get(0).matrix()[0][0]).isCloseTo(2.24, CLOSE);
      assertThat(mixture.covariances().get(1).matrix()[0][0]).isCloseTo(8, CLOSE);
    }
    GaussianMixture tied = maximised(CovarianceType.TIED, points, q, 0);
    assertThat(tied.covariances().get(0).matrix()[0][0])
        .isCloseTo((2.5 * 2.24 + 1.5 * 8) / 4, CLOSE);
    assertThat(maximised(CovarianceType.FULL, points, q, 3).covariances().get(0).matrix()[0][0])
        .as("the floor")
        .isCloseTo(3, CLOSE);
  }

  /// Deviations from the mean (1, 3): (−1, −3), (1, −3), (−1, 1), (3, 1), (−2, 4).
  @Test
  void twoDimensionsByHand() {
    double[][] points = {{0, 0}, {2, 0}, {0, 4}, {4, 4}, {-1, 7}};
    double[][] q = new double[5][1];
    for (double[] row : q) {
      row[0] = 1;
    }
    double[][] full = {{16 / 5.0, -6 / 5.0}, {-6 / 5.0, 36 / 5.0}};
    double[][] diagonal = {{16 / 5.0, 0}, {0, 36 / 5.0}};
    double[][] spherical = {{26 / 5.0, 0}, {0, 26 / 5.0}};
    List<double[][]> expected = List.of(full, full, diagonal, spherical);
    for (CovarianceType type : CovarianceType.values()) {
      GaussianMixture mixture = maximised(type, points, q, 0);
      assertThat(mixture.means()[0]).containsExactly(1, 3);
      double[][] matrix = mixture.covariances().getFirst().matrix();
      for (int i = 0; i < 2; i++) {
        assertThat(matrix[i]).containsExactly(expected.get(type.ordinal())[i], CLOSE);
      }
    }
  }

  /// No mixture nearby has a larger ELBO under the same responsibilities, and with a floor none
  /// whose covariances keep to it.
  @Property(tries = 60)
  void noNeighbourIsBetter(
      @ForAll CovarianceType type,
      @ForAll @IntRange(min = 1, max = 3) int components,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll boolean withFloor,
      @ForAll int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = KMeansTest.normal(15, size, seed);
    double[][] q = responsibilities(points.length, components, random);
    // Amid the eigenvalues.
    double floor = withFloor ? 0.7 : 0;
    GaussianMixture best = maximised(type, points, q, floor);
    double elbo = best.elbo(points, q);
    for (int trial = 0; trial < 20; trial++) {
      double scale = Math.pow(10, random.nextDouble(-3, 0));
      GaussianMixture other = perturbed(best, scale, floor, random);
      assertThat(other.elbo(points, q)).isLessThanOrEqualTo(elbo + 1e-12);
    }
  }

  private static GaussianMixture perturbed(
      GaussianMixture mixture, double scale, double floor, SplittableRandom random) {
    int size = mixture.size();
    double[] weights =
        Arrays.stream(mixture.weights())
            .map(w -> w * Math.exp(scale * random.nextGaussian()))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    Arrays.setAll(weights, k -> weights[k] / sum);
    double[][] means =
        Arrays.stream(mixture.means())
            .map(mean -> Arrays.stream(mean).map(m -> m + scale * random.nextGaussian()).toArray())
            .toArray(double[][]::new);
    List<Covariance> covariances =
        mixture.covariances().stream()
            .map(covariance -> perturbed(covariance, mixture.type(), size, scale, random))
            .map(covariance -> covariance.atLeast(floor))
            .toList();
    return new GaussianMixture(
        mixture.type(),
        weights,
        means,
        mixture.type() == CovarianceType.TIED
            ? Collections.nCopies(weights.length, covariances.getFirst())
            : covariances);
  }

  private static Covariance perturbed(
      Covariance covariance, CovarianceType type, int size, double scale, SplittableRandom random) {
    return switch (covariance) {
      case Covariance.Full full -> {
        // (I + A) Σ (I + A)ᵀ is positive definite.
        double[][] a = KMeansTest.normal(size, size, random.nextLong());
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            for (int k = 0; k < size; k++) {
              for (int l = 0; l < size; l++) {
                matrix[i][j] +=
                    ((i == k ? 1 : 0) + scale * a[i][k])
                        * full.matrix()[k][l]
                        * ((j == l ? 1 : 0) + scale * a[j][l]);
              }
            }
          }
        }
        yield Covariance.full(matrix);
      }
      case Covariance.Diagonal(double[] variances) -> {
        double shared = random.nextGaussian();
        yield Covariance.diagonal(
            Arrays.stream(variances)
                .map(
                    v ->
                        v
                            * Math.exp(
                                scale
                                    * (type == CovarianceType.SPHERICAL
                                        ? shared
                                        : random.nextGaussian())))
                .toArray());
      }
    };
  }

  /// A larger set of covariances has a larger maximum.
  @Property(tries = 60)
  void freerCovariancesFitBetter(
      @ForAll @IntRange(min = 1, max = 3) int components,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = KMeansTest.normal(50, size, seed);
    double[][] q = responsibilities(points.length, components, random);
    double[] elbo =
        Arrays.stream(CovarianceType.values())
            .mapToDouble(type -> maximised(type, points, q, 1e-3).elbo(points, q))
            .toArray();
    double full = elbo[CovarianceType.FULL.ordinal()];
    double tied = elbo[CovarianceType.TIED.ordinal()];
    double diagonal = elbo[CovarianceType.DIAGONAL.ordinal()];
    double spherical = elbo[CovarianceType.SPHERICAL.ordinal()];
    assertThat(full).isGreaterThan(tied - 1e-12).isGreaterThan(diagonal - 1e-12);
    assertThat(diagonal).isGreaterThan(spherical - 1e-12);
    if (components == 1) {
      assertThat(full).isCloseTo(tied, CLOSE);
    }
    if (size == 1) {
      assertThat(full).isCloseTo(diagonal, CLOSE).isCloseTo(spherical, CLOSE);
    }
  }

  @Test
  void aComponentWithoutPointsStaysWithoutWeight() {
    double[][] points = {{0}, {1}, {3}};
    GaussianMixture before = GaussianMixtureTest.random(CovarianceType.FULL, 2, 1, 3);
    double[][] q = {{1, 0}, {1, 0}, {1, 0}};
    GaussianMixture after =
        Maximisation.of(
            CovarianceType.FULL, points, GaussianMixture.transposed(q), 0, Optional.of(before));
    assertThat(after.weights()).containsExactly(1, 0);
    assertThat(after.means()[1]).isEqualTo(before.means()[1]);
    assertThat(after.covariances().get(1)).isEqualTo(before.covariances().get(1));
    assertThat(after.predict(points)).containsExactly(0, 0, 0);
    assertThatThrownBy(() -> maximised(CovarianceType.FULL, points, q, 0))
        .hasMessage(
            "The responsibilities leave component 1 without points; ask for fewer components.");
  }

  @Test
  void aSingularCovarianceIsRefusedWithoutAFloor() {
    double[][] line =
        IntStream.range(0, 9).mapToObj(n -> new double[] {n, 2}).toArray(double[][]::new);
    double[][] q = new double[9][1];
    for (double[] row : q) {
      row[0] = 1;
    }
    for (CovarianceType type : List.of(CovarianceType.FULL, CovarianceType.DIAGONAL)) {
      assertThatThrownBy(() -> maximised(type, line, q, 0))
          .hasMessage(
              "The covariance of component 0 is singular: its points do not fill the space; set a covariance floor above 0.0 or ask for fewer components.");
    }
    assertThatThrownBy(() -> maximised(CovarianceType.TIED, line, q, 0))
        .hasMessageStartingWith("The covariance of all components is singular");
    double[][] matrix =
        maximised(CovarianceType.FULL, line, q, 0.25).covariances().getFirst().matrix();
    assertThat(matrix[0][0]).isCloseTo(60 / 9.0, CLOSE);
    assertThat(matrix[1][1]).isCloseTo(0.25, CLOSE);
  }
}
