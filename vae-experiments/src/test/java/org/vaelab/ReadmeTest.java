package org.vaelab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the README shows must hold.
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void everyLinkedFileExists() throws Exception {
    Matcher link =
        Pattern.compile("\\]\\((?!http)([^)#]+)\\)")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    int links = 0;
    while (link.find()) {
      assertThat(ROOT.resolve(link.group(1))).exists();
      links++;
    }
    assertThat(links).isPositive();
  }
}
