package org.vaelab.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocTextTest {
  @Test
  void inlineTagsAreReadable() {
    assertThat(JavadocText.plain("The {@code x < {y}} of {@link java.util.Map#get(Object) a map}."))
        .isEqualTo("The x < {y} of a map.");
    assertThat(JavadocText.plain("See {@link A#b} and {@linkplain #c(int, int)}, {@literal <>}."))
        .isEqualTo("See A.b and c(int, int), <>.");
  }

  @Test
  void referencesOfMarkdownAreReadable() {
    assertThat(JavadocText.plain("One of [#names()], [Type#field] or [a reader][java.io.Reader]."))
        .isEqualTo("One of names(), Type.field or a reader.");
    assertThat(JavadocText.plain("`rows[i]` and [a link](there) and an open {@code x"))
        .isEqualTo("`rows[i]` and [a link](there) and an open {@code x");
  }
}
