package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class VectorLengthTest {
  @Test
  @EnabledIfSystemProperty(named = "vaelab.floats", matches = "[48]")
  void loopsAndTilesHaveVectorsThatAreNoLongerThanTheBuildWants() {
    int wanted = Integer.getInteger("vaelab.floats");
    assertThat(VectorMath.FLOATS.length()).isLessThanOrEqualTo(wanted);
    assertThat(MatrixProduct.standard().columns()).isLessThanOrEqualTo(2 * wanted);
  }
}
