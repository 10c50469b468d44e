package org.vaelab.experiment.amortization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.experiment.ExperimentException;

class HeldOutClassTest {
  private static final byte[] TRAIN = {0, 1, 2, (byte) 200, 1, 2, 1};
  private static final byte[] TEST = {1, 1, 0, 2, 1, 0, (byte) 200, 2};

  @Test
  void theClassIsAbsentFromTrainingAndAloneAmongTheUnseen() {
    HeldOutClass split = HeldOutClass.of(1, TRAIN, TEST, 100, 5);
    assertThat(split.training()).containsExactly(0, 2, 3, 5);
    assertThat(split.unseen()).containsExactlyInAnyOrder(0, 1, 4);
    assertThat(split.seen()).containsExactlyInAnyOrder(2, 3, 5, 6, 7);
    HeldOutClass few = HeldOutClass.of(1, TRAIN, TEST, 2, 5);
    assertThat(few.training()).containsExactly(0, 2, 3, 5);
    assertThat(few.unseen()).hasSize(2).doesNotContain(2, 3, 5, 6, 7);
    assertThat(few.seen()).hasSize(2).doesNotContain(0, 1, 4);
  }

  @Test
  void aClassThatIsNotThereOrTooRareIsRefused() {
    assertThatThrownBy(() -> HeldOutClass.of(9, TRAIN, TEST, 100, 5))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("0 of 7 training images");
    assertThatThrownBy(() -> HeldOutClass.of(1, new byte[] {1, 1}, TEST, 100, 5))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("2 of 2 training images");
    assertThatThrownBy(() -> HeldOutClass.of(200, TRAIN, TEST, 100, 5))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("two test images of it and two others, and there are 1 and 7");
  }
}
