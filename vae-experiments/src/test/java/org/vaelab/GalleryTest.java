package org.vaelab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gallery shows every experiment.
class GalleryTest {
  private static final Path DOCS = Path.of("..", "docs");

  @ParameterizedTest
  @MethodSource("org.vaelab.cli.SmallRuns#experiments")
  void everyExperimentHasItsCommandAndItsFigure(String experiment) throws Exception {
    String figure = "figures/%s.png".formatted(experiment);
    assertThat(Files.readString(DOCS.resolve("gallery.md")))
        .contains("## " + experiment + "\n\n```\n./vaelab run " + experiment + "\n```\n")
        .contains("](" + figure + ")");
    assertThat(DOCS.resolve(figure)).isRegularFile();
  }
}
