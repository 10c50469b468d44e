package org.vaelab.experiment.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.mixture.InfiniteMixture;

class InfiniteDensitiesTest {

  /// Twice as many nodes change log p(x) by no more than the rule's error.
  @ParameterizedTest
  @ValueSource(doubles = {1, 10})
  void theGridOverZIsFineEnough(double spread) {
    InfiniteMixture model = InfiniteDensities.lecture(spread);
    double[][] points = {{0, 0}, {0.5 * spread, 0.5 * spread}, {spread, 0}, {-2, spread + 2}};
    int nodes = InfiniteDensities.nodes(model);
    double[] finer = model.quadrature(2 * nodes - 1).logProb(points);
    assertThat(model.quadrature(nodes).logProb(points)).containsExactly(finer, Offset.offset(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 8})
  void whatIsFarFromAGaussianIsFarFromOne(double spread) {
    InfiniteDensities densities = InfiniteDensities.of(InfiniteDensities.lecture(spread), 2, 1);
    assertThat(densities.mass()).isCloseTo(1, Offset.offset(1e-3));
    if (spread == 1) {
      assertThat(densities.divergence()).isBetween(0.0, 0.05);
    } else {
      assertThat(densities.divergence()).isGreaterThan(0.1);
    }
  }
}
