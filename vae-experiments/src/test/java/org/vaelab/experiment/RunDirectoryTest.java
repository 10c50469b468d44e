package org.vaelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;

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

  @Test
  void aThreadThatIsAskedToStopStillReadsAndWrites() {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    Thread.currentThread().interrupt();
    directory.writeText("numbers.txt", "1, 2");
    assertThat(directory.readText("numbers.txt")).isEqualTo("1, 2");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFigureThatCannotBeWrittenIsAnExperimentsFailure() throws Exception {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    Files.createDirectory(folder.resolve("run/curve.csv"));
    assertThatThrownBy(
            () ->
                directory.save(
                    LineFigure.builder("t", "x", "y")
                        .add(new Series("a", new double[] {1, 2}, new double[] {3, 4}))
                        .build(),
                    "curve"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("curve.csv is a directory");
  }
}
