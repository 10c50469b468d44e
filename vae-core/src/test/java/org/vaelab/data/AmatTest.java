package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmatTest {
  @TempDir Path directory;

  @Test
  void readsLinesOfBits() throws IOException {
    ImageSet expected =
        new ImageSet(2, 2, 2, new byte[] {0, -1, -1, 0, -1, -1, -1, 0}, new byte[0]);
    assertThat(read("0 1 1 0\n1 1 1 0\n")).isEqualTo(expected);
    assertThat(read("0 1 1 0 \r\n1 1 1 0")).isEqualTo(expected);
  }

  @Test
  void refusesAnythingElse() {
    assertThatThrownBy(() -> read("0 1 1 0\n1 1 1\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 values in line 2 but 4");
    assertThatThrownBy(() -> read("0 1 1\n")).hasMessageContaining("no square");
    assertThatThrownBy(() -> read("<html>")).hasMessageContaining("byte 60 in line 1");
    assertThatThrownBy(() -> read("")).isInstanceOf(DataException.class);
  }

  private ImageSet read(String text) throws IOException {
    return Amat.read(Files.writeString(directory.resolve("some.amat"), text));
  }
}
