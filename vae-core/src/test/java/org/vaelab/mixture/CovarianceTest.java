package org.vaelab.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CovarianceTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  @Test
  void twoByTwoByHand() {
    Covariance covariance = Covariance.full(new double[][] {{4, 0}, {2, 10}});
    assertThat(covariance.matrix()).isDeepEqualTo(new double[][] {{4, 2}, {2, 10}});
    assertThat(covariance.logDeterminant()).isCloseTo(Math.log(36), CLOSE);
    // L = (2 0; 1 3)
    assertThat(covariance.transform(new double[] {5, 7})).containsExactly(10, 26);
  }

  @Test
  void diagonalByHand() {
    Covariance covariance = Covariance.diagonal(4, 9);
    assertThat(covariance.matrix()).isDeepEqualTo(new double[][] {{4, 0}, {0, 9}});
    assertThat(covariance.logDeterminant()).isCloseTo(Math.log(36), CLOSE);
    assertThat(covariance.transform(new double[] {5, 7})).containsExactly(10, 21);
    assertThat(covariance.atLeast(6).matrix()).isDeepEqualTo(new double[][] {{6, 0}, {0, 9}});
  }

  /// Same eigenvectors, eigenvalues raised.
  @Property(tries = 50)
  void theFloorRaisesEigenvalues(
      @ForAll @IntRange(min = 1, max = 8) int size,
      @ForAll @IntRange(max = 8) int rank,
      @ForAll int seed) {
    double[][] points = KMeansTest.normal(Math.max(1, rank), size, seed);
    RealMatrix rows = MatrixUtils.createRealMatrix(points);
    RealMatrix matrix = rows.transpose().multiply(rows);
    double floor = 0.5;
    RealMatrix raised =
        MatrixUtils.createRealMatrix(
            Covariance.Full.of(matrix.getData(), floor).orElseThrow().matrix());
    double[] before = new EigenDecomposition(matrix).getRealEigenvalues();
    double[] after = new EigenDecomposition(raised).getRealEigenvalues();
    Arrays.sort(before);
    Arrays.sort(after);
    for (int i = 0; i < size; i++) {
      assertThat(after[i]).isCloseTo(Math.max(before[i], floor), CLOSE);
    }
    // They share eigenvectors if and only if they commute.
    double commutator =
        raised.multiply(matrix).subtract(matrix.multiply(raised)).getFrobeniusNorm();
    assertThat(commutator).isCloseTo(0, Offset.offset(1e-8));
  }

  @Test
  void whatIsNoCovarianceIsRefused() {
    assertThatThrownBy(() -> Covariance.full(new double[][] {{1, 2}, {2, 1}}))
        .hasMessage("The covariance is not positive definite.");
    assertThatThrownBy(() -> Covariance.full(new double[][] {{Double.NaN}}))
        .hasMessage("The covariance is not positive definite.");
    assertThatThrownBy(() -> Covariance.full(new double[][] {{1, 0}}))
        .hasMessage("A covariance is a square matrix, not one of 1 rows with a row of 2 values.");
    assertThatThrownBy(() -> Covariance.diagonal(1, 0))
        .hasMessage("A variance must be positive and finite, not 0.0.");
    assertThatThrownBy(() -> Covariance.spherical(Double.POSITIVE_INFINITY, 2))
        .hasMessage("A variance must be positive and finite, not Infinity.");
  }
}
