package org.vaelab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  private static final int COUNT = 300;
  private static final int SIZE = 40;

  private static float[] rows() {
    Random random = new Random(4);
    double[][] mixing = new double[SIZE][SIZE];
    for (double[] row : mixing) {
      for (int d = 0; d < SIZE; d++) {
        row[d] = random.nextGaussian() / (1 + d);
      }
    }
    float[] rows = new float[COUNT * SIZE];
    for (int n = 0; n < COUNT; n++) {
      double[] source = random.doubles(SIZE).toArray();
      for (int i = 0; i < SIZE; i++) {
        double sum = i;
        for (int d = 0; d < SIZE; d++) {
          sum += mixing[i][d] * source[d];
        }
        rows[n * SIZE + i] = (float) sum;
      }
    }
    return rows;
  }

  @Test
  void theyAreTheLeadingEigenvectorsOfTheCovariance() {
    float[] rows = rows();
    double[] mean = new double[SIZE];
    double[][] covariance = new double[SIZE][SIZE];
    for (int i = 0; i < rows.length; i++) {
      mean[i % SIZE] += rows[i] / (double) COUNT;
    }
    for (int n = 0; n < COUNT; n++) {
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          covariance[i][j] +=
              (rows[n * SIZE + i] - mean[i]) * (rows[n * SIZE + j] - mean[j]) / COUNT;
        }
      }
    }
    EigenDecomposition expected = new EigenDecomposition(new Array2DRowRealMatrix(covariance));
    PrincipalComponents found = PrincipalComponents.of(rows, SIZE, 5);
    assertThat(found.mean()).containsExactly(mean, Offset.offset(1e-9));
    for (int p = 0; p < 5; p++) {
      assertThat(found.variances()[p])
          .isCloseTo(expected.getRealEigenvalue(p), Offset.offset(1e-8));
      double[] vector = expected.getEigenvector(p).toArray();
      double cosine = 0;
      for (int d = 0; d < SIZE; d++) {
        cosine += vector[d] * found.axes()[p][d];
      }
      assertThat(Math.abs(cosine)).isCloseTo(1, Offset.offset(1e-7));
    }
  }

  @Test
  void codesHaveMeanZeroAndTheVariances() {
    float[] rows = rows();
    PrincipalComponents found = PrincipalComponents.of(rows, SIZE, 3);
    double[][] codes = found.codes(rows);
    for (int p = 0; p < 3; p++) {
      for (int q = 0; q <= p; q++) {
        double mean = 0;
        double product = 0;
        for (double[] code : codes) {
          mean += code[p] / COUNT;
          product += code[p] * code[q] / COUNT;
        }
        assertThat(mean).isCloseTo(0, Offset.offset(1e-9));
        assertThat(product).isCloseTo(p == q ? found.variances()[p] : 0, Offset.offset(1e-5));
      }
    }
  }

  @Test
  void allOfThemKeepTheDistances() {
    float[] rows = {0, 0, 3, 4, 6, 0, 1, 1};
    double[][] codes = PrincipalComponents.of(rows, 2, 2).codes(rows);
    assertThat(Math.hypot(codes[1][0] - codes[0][0], codes[1][1] - codes[0][1]))
        .isCloseTo(5, Offset.offset(1e-9));
  }

  /// Points on a line: the other axes are still perpendicular to it and to one another.
  @Test
  void directionsWithoutVarianceAreOrthonormal() {
    float[] rows = new float[7 * 5];
    for (int n = 0; n < 7; n++) {
      rows[n * 5] = 3 * n;
      rows[n * 5 + 2] = 4 * n;
    }
    PrincipalComponents found = PrincipalComponents.of(rows, 5, 3);
    assertThat(found.variances()).containsExactly(new double[] {100, 0, 0}, Offset.offset(1e-6));
    for (int p = 0; p < 3; p++) {
      for (int q = 0; q < 3; q++) {
        double product = 0;
        for (int d = 0; d < 5; d++) {
          product += found.axes()[p][d] * found.axes()[q][d];
        }
        assertThat(product).isCloseTo(p == q ? 1 : 0, Offset.offset(1e-9));
      }
    }
  }

  @Test
  void moreThanThereAreIsRefused() {
    assertThatThrownBy(() -> PrincipalComponents.of(new float[12], 4, 4))
        .hasMessage("3 points of 4 dimensions have 1 to 3 principal components, not 4.");
  }
}
