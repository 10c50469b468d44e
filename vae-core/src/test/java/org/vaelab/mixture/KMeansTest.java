package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KMeansTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  @Test
  void twoPairsByHand() {
    double[][] points = {{0, 0}, {0, 2}, {10, 0}, {10, 4}};
    KMeans.Clusters clusters = new KMeans(2).fit(points);
    assertThat(clusters.inertia()).isEqualTo(1 + 1 + 4 + 4);
    int left = clusters.labels()[0];
    assertThat(clusters.labels()).containsExactly(left, left, 1 - left, 1 - left);
    assertThat(clusters.centres()[left]).containsExactly(0, 1);
    assertThat(clusters.centres()[1 - left]).containsExactly(10, 2);
    assertThat(clusters.predict(new double[][] {{4, 1}, {6, 1}})).containsExactly(left, 1 - left);
  }

  @Test
  void oneClusterIsTheMean() {
    KMeans.Clusters clusters = new KMeans(1).fit(new double[][] {{1}, {2}, {6}});
    assertThat(clusters.centres()[0]).containsExactly(3);
    assertThat(clusters.inertia()).isEqualTo(4 + 1 + 9);
  }

  /// The smallest sum of squared distances over all ways to split the points in two.
  private static double best(double[][] points) {
    double best = Double.POSITIVE_INFINITY;
    for (int set = 1; set < 1 << points.length - 1; set++) {
      double sum = 0;
      for (int side = 0; side < 2; side++) {
        int members = side == 0 ? set : ~set;
        for (int d = 0; d < points[0].length; d++) {
          double first = 0;
          double second = 0;
          int count = 0;
          for (int n = 0; n < points.length; n++) {
            if ((members >> n & 1) == 1) {
              count++;
              first += points[n][d];
              second += points[n][d] * points[n][d];
            }
          }
          sum += second - first * first / count;
        }
      }
      best = Math.min(best, sum);
    }
    return best;
  }

  /// Of fifty restarts on eight points one finds the best of all 127 splits; the seed is fixed.
  @Property(tries = 30, seed = "14")
  void restartsFindTheBestSplit(@ForAll @IntRange(max = 1_000_000) int seed) {
    double[][] points = normal(8, 2, seed);
    KMeans.Clusters clusters = new KMeans(2, 50, 100, seed).fit(points);
    assertThat(clusters.inertia()).isCloseTo(best(points), CLOSE);
  }

  /// At the end each point is with its nearest centre and each centre is the mean of its points.
  @Property(tries = 30)
  void theEndIsAFixedPoint(
      @ForAll @IntRange(min = 1, max = 200) int count,
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @IntRange(min = 1, max = 7) int wanted,
      @ForAll int seed) {
    double[][] points = normal(count, size, seed);
    int k = Math.min(count, wanted);
    KMeans.Clusters clusters = new KMeans(k, 1, 1000, seed).fit(points);
    double[][] sums = new double[k][size];
    int[] counts = new int[k];
    double inertia = 0;
    for (int n = 0; n < count; n++) {
      double[] distances = new double[k];
      for (int c = 0; c < k; c++) {
        for (int d = 0; d < size; d++) {
          double difference = points[n][d] - clusters.centres()[c][d];
          distances[c] += difference * difference;
        }
      }
      int label = clusters.labels()[n];
      assertThat(distances[label]).isCloseTo(Arrays.stream(distances).min().getAsDouble(), CLOSE);
      inertia += distances[label];
      counts[label]++;
      for (int d = 0; d < size; d++) {
        sums[label][d] += points[n][d];
      }
    }
    assertThat(clusters.inertia()).isCloseTo(inertia, Offset.offset(1e-9 * (1 + inertia)));
    for (int c = 0; c < k; c++) {
      for (int d = 0; d < size; d++) {
        assertThat(clusters.centres()[c][d]).isCloseTo(sums[c][d] / counts[c], CLOSE);
      }
    }
  }

  @Test
  void firstCentresAreFarApart() {
    // Three tight heaps far apart: after a point of one, another of the same has a probability of
    // less than 1e-9.
    SplittableRandom random = new SplittableRandom(3);
    double[][] points = new double[300][];
    for (int n = 0; n < points.length; n++) {
      points[n] = new double[] {1e3 * (n % 3) + 1e-3 * random.nextDouble()};
    }
    for (int seed = 0; seed < 50; seed++) {
      double[][] seeds = new KMeans(3).seeds(points, new SplittableRandom(seed));
      assertThat(Arrays.stream(seeds).map(centre -> Math.round(centre[0] / 1e3)))
          .containsExactlyInAnyOrder(0L, 1L, 2L);
    }
  }

  /// Of 0, 1 and 3 the second centre after 0 is 3 with probability 9 / 10, after 1 it is 3 with
  /// 4 / 5, after 3 it is 0 with 9 / 13: pairs {0, 1}, {0, 3}, {1, 3}. The counts of 20,000 draws
  /// are within five standard errors, which chance breaks less than once in 10⁵ seeds.
  @Test
  void centresAreDrawnByTheirSquaredDistance() {
    double[][] points = {{0}, {1}, {3}};
    SplittableRandom random = new SplittableRandom(1);
    int draws = 20_000;
    int[] counts = new int[5];
    for (int i = 0; i < draws; i++) {
      double[][] seeds = new KMeans(2).seeds(points, random);
      counts[(int) (seeds[0][0] + seeds[1][0])]++;
    }
    double[] expected = {0, (0.1 + 0.2) / 3, 0, (0.9 + 9 / 13.0) / 3, (0.8 + 4 / 13.0) / 3};
    for (int sum = 0; sum < counts.length; sum++) {
      double error = Math.sqrt(expected[sum] * (1 - expected[sum]) / draws);
      assertThat(counts[sum] / (double) draws)
          .isCloseTo(expected[sum], Offset.offset(5 * error + 1e-12));
    }
  }

  @Test
  void theSameSeedGivesTheSame() {
    double[][] points = normal(200, 3, 5);
    KMeans kMeans = new KMeans(4, 3, 100, 8);
    assertThat(kMeans.fit(points)).usingRecursiveComparison().isEqualTo(kMeans.fit(points));
  }

  @Test
  void restartsPickTheBest() {
    double[][] points = normal(200, 2, 6);
    double before = Double.POSITIVE_INFINITY;
    for (int restarts = 1; restarts <= 8; restarts++) {
      double inertia = new KMeans(9, restarts, 100, 1).fit(points).inertia();
      assertThat(inertia).isLessThanOrEqualTo(before);
      before = inertia;
    }
    assertThat(before).isLessThan(new KMeans(9, 1, 100, 1).fit(points).inertia());
  }

  @Test
  void degeneratePointsAreRefused() {
    assertThatThrownBy(() -> new KMeans(0))
        .hasMessage(
            "K-means needs positive counts, not 0 clusters, 10 restarts and 300 iterations.");
    assertThatThrownBy(() -> new KMeans(3).fit(new double[][] {{1}, {2}}))
        .hasMessage("2 points are too few for 3 clusters; ask for at most 2.");
    assertThatThrownBy(() -> new KMeans(3).fit(new double[][] {{1}, {2}, {1}, {2}}))
        .hasMessage("The points have 2 different values, too few for 3 clusters; ask for fewer.");
    assertThatThrownBy(() -> new KMeans(1).fit(new double[0][]))
        .hasMessage("There are no points, or they have no dimensions.");
    assertThatThrownBy(() -> new KMeans(1).fit(new double[][] {{1, 2}, {1}}))
        .hasMessage("Point 1 has 1 dimensions, where 2 are needed.");
    assertThatThrownBy(() -> new KMeans(1).fit(new double[][] {{1, 2}, {1, Double.NaN}}))
        .hasMessage(
            "Point 1 has the value NaN in dimension 1; values must be finite and below 1.0E100 in size.");
  }

  static double[][] normal(int count, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = new double[count][size];
    for (double[] point : points) {
      for (int d = 0; d < size; d++) {
        point[d] = random.nextGaussian();
      }
    }
    return points;
  }
}
