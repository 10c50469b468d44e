package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageSetTest {
  private static final ImageSet SET =
      new ImageSet(3, 1, 2, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {7, (byte) 200, 9});

  @Test
  void subsetKeepsOrderAndRepeats() {
    assertThat(SET.subset(new int[] {2, 0, 2}))
        .isEqualTo(new ImageSet(3, 1, 2, new byte[] {5, 6, 1, 2, 5, 6}, new byte[] {9, 7, 9}));
  }

  @Test
  void headTakesTheFirst() {
    assertThat(SET.head(2))
        .isEqualTo(new ImageSet(2, 1, 2, new byte[] {1, 2, 3, 4}, new byte[] {7, (byte) 200}));
  }

  @Test
  void unlabelledStaysUnlabelled() {
    ImageSet bare = new ImageSet(3, 1, 2, SET.pixels(), new byte[0]);
    assertThat(bare.label(0)).isEmpty();
    assertThat(bare.head(1).labelled()).isFalse();
    assertThat(bare.subset(new int[] {1}).labelled()).isFalse();
    assertThat(bare).isNotEqualTo(SET);
  }

  @Test
  void labelsAreUnsigned() {
    assertThat(SET.label(1)).hasValue(200);
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> new ImageSet(0, 1, 2, new byte[0], new byte[0]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("0 images of 1x2");
    assertThatThrownBy(() -> new ImageSet(2, 1, 2, new byte[5], new byte[0]))
        .hasMessageContaining("5 bytes were given");
    // 65536 * 65536 is 0 in int arithmetic.
    assertThatThrownBy(() -> new ImageSet(1, 65536, 65536, new byte[0], new byte[0]))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new ImageSet(2, 1, 1, new byte[2], new byte[3]))
        .hasMessageContaining("2 images came with 3 labels");
    assertThatThrownBy(() -> SET.subset(new int[] {3})).hasMessageContaining("0 to 2");
    assertThatThrownBy(() -> SET.subset(new int[] {-1})).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> SET.head(4)).hasMessageContaining("holds 3");
    assertThatThrownBy(() -> SET.head(0)).isInstanceOf(DataException.class);
  }

  @Test
  void partsOfADatasetHaveOneSize() {
    ImageSet turned = new ImageSet(3, 2, 1, SET.pixels(), new byte[0]);
    assertThatThrownBy(() -> new Dataset("mine", SET, Optional.empty(), turned))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("mine", "1x2 training", "2x1 test");
    assertThatThrownBy(() -> new Dataset("mine", SET, Optional.of(turned), SET))
        .hasMessageContaining("2x1 validation");
    assertThat(new Dataset("mine", SET, Optional.of(SET), SET).dimension()).isEqualTo(2);
  }
}
