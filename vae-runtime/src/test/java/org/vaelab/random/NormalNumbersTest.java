package org.vaelab.random;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NormalNumbersTest {
  private static final int COUNT = 5000;

  /// Of 5,000 numbers some sixty are not made of one number of 64 bits.
  @Property(tries = 50)
  void areThoseOfTheGeneratorOneByOne(@ForAll long state) {
    float[] numbers = new float[COUNT];
    NormalNumbers.fill(new SplitMix(0), state, numbers, 1, COUNT);
    SplitMix generator = new SplitMix(state);
    assertThat(numbers[0]).isZero();
    for (int i = 1; i < COUNT; i++) {
      assertThat(numbers[i]).isEqualTo((float) generator.nextGaussian());
    }
  }
}
