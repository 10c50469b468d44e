package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CommitTest {
  /// The directory that Maven runs a module's tests in is the module's own.
  private static final Path HISTORY = Path.of("..", ".git");

  @Test
  void aBuildNamesItsCommit() {
    String expected = Files.exists(HISTORY) ? "[0-9a-f]{40}(-dirty)?" : "unknown";
    assertThat(Commit.current()).matches(expected);
  }
}
