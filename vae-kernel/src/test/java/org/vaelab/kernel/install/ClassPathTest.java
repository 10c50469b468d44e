package org.vaelab.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir private Path directory;

  @Test
  void anInstalledKernelKeepsWhatTheNextBuildWritesOver() throws Exception {
    Path target = Files.createDirectories(directory.resolve("module").resolve("target"));
    Path own = Files.writeString(target.resolve("own.jar"), "first build");
    Path library = Files.writeString(directory.resolve("library.jar"), "library");
    ClassPath packed =
        new ClassPath(List.of(own, library)).packed(directory.resolve("kernel").resolve("lib"));
    Files.writeString(own, "second build");
    assertThat(packed.entries().getFirst()).isNotEqualTo(own).hasContent("first build");
    assertThat(packed.entries().getLast()).isEqualTo(library);
  }
}
