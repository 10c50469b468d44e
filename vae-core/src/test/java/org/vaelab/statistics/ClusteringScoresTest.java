package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClusteringScoresTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  /// The largest total over all ways to give each row from `row` on a column of its own.
  private static double best(double[][] values, int row, int taken) {
    if (row == values.length) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int column = 0; column < values[row].length; column++) {
      if ((taken & 1 << column) == 0) {
        best = Math.max(best, values[row][column] + best(values, row + 1, taken | 1 << column));
      }
    }
    return best;
  }

  @Property(tries = 300)
  void theAssignmentIsTheBestOfAll(
      @ForAll @IntRange(min = 1, max = 6) int rows,
      @ForAll @IntRange(max = 2) int more,
      @ForAll boolean ties,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] values = new double[rows][rows + more];
    for (double[] row : values) {
      for (int column = 0; column < row.length; column++) {
        row[column] = ties ? random.nextInt(-2, 3) : random.nextDouble(-10, 10);
      }
    }
    int[] columns = OptimalAssignment.ofLargest(values);
    assertThat(columns).doesNotHaveDuplicates();
    double total = 0;
    for (int row = 0; row < rows; row++) {
      total += values[row][columns[row]];
    }
    assertThat(total).isCloseTo(best(values, 0, 0), CLOSE);
  }

  @Test
  void anAssignmentNeedsColumnsEnough() {
    assertThatThrownBy(() -> OptimalAssignment.ofLargest(new double[3][2]))
        .hasMessage("3 rows cannot each have one of 2 columns; add columns of zeros.");
    assertThat(OptimalAssignment.ofLargest(new double[0][])).isEmpty();
  }

  /// Cluster 0 has classes 1, 1, 1, 0, cluster 1 has 0, 0, cluster 2 has 2 and 1.
  private static final int[] CLUSTERS = {0, 0, 0, 0, 1, 1, 2, 2};

  private static final int[] CLASSES = {1, 1, 1, 0, 0, 0, 2, 1};

  @Test
  void accuracyByHand() {
    // 3 of class 1, 2 of class 0 and 1 of class 2.
    assertThat(ClusteringScores.accuracy(CLUSTERS, CLASSES)).isEqualTo(6 / 8.0);
    // Cluster 0 is bigger in class 0, but cluster 1 has nothing else.
    assertThat(
            ClusteringScores.accuracy(
                new int[] {0, 0, 0, 0, 0, 1, 1}, new int[] {0, 0, 0, 1, 1, 0, 0}))
        .isEqualTo(4 / 7.0);
  }

  @Test
  void pointsOfClustersWithoutAClassAreWrong() {
    assertThat(ClusteringScores.accuracy(new int[] {0, 1, 2, 2}, new int[4])).isEqualTo(0.5);
    assertThat(ClusteringScores.accuracy(new int[4], new int[] {0, 1, 2, 2})).isEqualTo(0.5);
  }

  @Test
  void mutualInformationByHand() {
    // I = Σ p(u, v) log p(u, v) / (p(u) p(v)) over the five pairs that there are.
    double information =
        3 / 8.0 * Math.log(3 / 8.0 / (4 / 8.0 * 4 / 8.0))
            + 1 / 8.0 * Math.log(1 / 8.0 / (4 / 8.0 * 3 / 8.0))
            + 2 / 8.0 * Math.log(2 / 8.0 / (2 / 8.0 * 3 / 8.0))
            + 1 / 8.0 * Math.log(1 / 8.0 / (2 / 8.0 * 1 / 8.0))
            + 1 / 8.0 * Math.log(1 / 8.0 / (2 / 8.0 * 4 / 8.0));
    double clusters = 0.5 * Math.log(2) + 2 * 0.25 * Math.log(4);
    double classes = 3 / 8.0 * Math.log(8 / 3.0) + 0.5 * Math.log(2) + 1 / 8.0 * Math.log(8);
    assertThat(ClusteringScores.normalisedMutualInformation(CLUSTERS, CLASSES))
        .isCloseTo(2 * information / (clusters + classes), CLOSE);
  }

  @Test
  void mutualInformationAtItsEnds() {
    int[] same = {0, 1, 1, 2};
    assertThat(ClusteringScores.normalisedMutualInformation(same, new int[] {2, 0, 0, 1}))
        .isCloseTo(1, CLOSE);
    assertThat(
            ClusteringScores.normalisedMutualInformation(
                new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}))
        .isEqualTo(0);
    assertThat(ClusteringScores.normalisedMutualInformation(same, new int[4])).isEqualTo(0);
    assertThat(ClusteringScores.normalisedMutualInformation(new int[4], new int[4])).isEqualTo(1);
  }

  @Property(tries = 100)
  void neitherDependsOnTheNumbering(
      @ForAll @IntRange(min = 1, max = 40) int points, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] clusters = random.ints(points, 0, 4).toArray();
    int[] classes = random.ints(points, 0, 3).toArray();
    int[] renumbered = new int[points];
    for (int i = 0; i < points; i++) {
      renumbered[i] = (clusters[i] + 3) % 4;
    }
    assertThat(ClusteringScores.accuracy(renumbered, classes))
        .isCloseTo(ClusteringScores.accuracy(clusters, classes), CLOSE);
    double information = ClusteringScores.normalisedMutualInformation(clusters, classes);
    assertThat(ClusteringScores.normalisedMutualInformation(renumbered, classes))
        .isCloseTo(information, CLOSE);
    assertThat(ClusteringScores.normalisedMutualInformation(classes, clusters))
        .isCloseTo(information, CLOSE);
  }

  @Test
  void labelsMustFit() {
    assertThatThrownBy(() -> ClusteringScores.accuracy(new int[2], new int[3]))
        .hasMessage("Clusters are compared with classes point by point, not 2 points with 3.");
    assertThatThrownBy(
            () -> ClusteringScores.normalisedMutualInformation(new int[2], new int[] {0, -1}))
        .hasMessage("Point 1 has the class -1; they are numbered from 0.");
  }
}
