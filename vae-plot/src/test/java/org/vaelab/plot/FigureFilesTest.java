package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFilesTest {

  private static final Figure FIGURE =
      LineFigure.builder("t", "x", "y")
          .add(new Series("a", new double[] {1, 2}, new double[] {3, 4}))
          .build();

  @TempDir private Path directory;

  @Test
  void writesThreeFilesAndReplacesOldOnes() throws IOException {
    Path target = directory.resolve("new/figures");
    FIGURE.save(target, "elbo");
    FIGURE.save(target, "elbo");
    try (var files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("elbo.png", "elbo.svg", "elbo.csv");
    }
    assertThat(target.resolve("elbo.csv")).hasContent(FIGURE.csv());
    assertThat(target.resolve("elbo.png")).hasBinaryContent(FIGURE.png());
    String svg = Files.readString(target.resolve("elbo.svg"));
    assertThat(svg).startsWith("<?xml").endsWith(FIGURE.svg());
    Pictures.parse(svg);
  }

  @Test
  void saysWhyADirectoryCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("results"), "taken");
    assertThatThrownBy(() -> FIGURE.save(file, "elbo"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            ("Cannot write the figure 'elbo' to %s: %s is a file, not a directory;"
                    + " choose a directory you can write to.")
                .formatted(file, file));
    assertThat(directory).isDirectoryNotContaining(entry -> !entry.equals(file));
    assertThat(file).hasContent("taken");
  }

  @Test
  void leavesNothingBehindWhenATargetIsTaken() throws IOException {
    Files.createDirectory(directory.resolve("elbo.csv"));
    assertThatThrownBy(() -> FIGURE.save(directory, "elbo"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("elbo.csv is a directory");
    assertThat(directory).isDirectoryNotContaining(entry -> !Files.isDirectory(entry));
  }

  @Test
  void removesItsTemporaryFilesWhenRenamingFails() {
    // With its extension longer than the 255 bytes a name may have: the renaming fails.
    String name = "n".repeat(252);
    assertThatThrownBy(() -> FIGURE.save(directory, name)).isInstanceOf(UncheckedIOException.class);
    assertThat(directory).isEmptyDirectory();
  }

  /// Just then a run that is asked to stop writes its figures.
  @Test
  void writesInAThreadThatIsAskedToStop() {
    Thread.currentThread().interrupt();
    FIGURE.save(directory, "elbo");
    Thread.interrupted(); // AWT may have taken note of it.
    assertThat(directory.resolve("elbo.svg")).isNotEmptyFile();
  }

  @Test
  void refusesNamesThatArePaths() {
    assertThatThrownBy(() -> FIGURE.save(directory, "../elbo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path separators");
  }
}
