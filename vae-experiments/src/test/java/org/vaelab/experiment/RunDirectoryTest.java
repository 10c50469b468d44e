package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path folder;

  @Test
  void onlyOneAtATimeWorksOnARun() {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    try (RunDirectory.Lock _ = directory.lock()) {
      assertThatThrownBy(directory::lock)
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("Another process is working on the run");
    }
    directory.lock().close();
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void aDirectoryWithContentIsLeftAlone() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear diary");
    assertThatThrownBy(() -> RunDirectory.create(folder))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("is not empty");
    assertThat(folder.resolve("letter.txt")).hasContent("dear diary");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("run")))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--out");
  }
}
