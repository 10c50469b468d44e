package org.vaelab.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MavenLibrariesTest {
  /// A library of the project's own class path, which is in the local repository already.
  @Test
  void findsALibraryWithAllThatItNeeds() throws Exception {
    List<Path> jars = MavenLibraries.resolve("org.zeromq:jeromq:0.6.0");
    assertThat(jars).allMatch(jar -> jar.toFile().isFile());
    assertThat(jars)
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly("jeromq-0.6.0.jar", "jnacl-1.0.0.jar");
  }

  @Test
  void saysWhichVersionIsInForce() {
    Path repository = Path.of("/m2");
    Path wanted = repository.resolve("org/a/lib/2.0/lib-2.0.jar");
    Path same = repository.resolve("org/a/other/1.0/other-1.0.jar");
    assertThat(
            MavenLibraries.shadowed(
                List.of(wanted, same),
                "/k/classes:/k/org/a/lib/1.5/lib-1.5.jar:/k/org/a/other/1.0/other-1.0.jar"))
        .containsExactly("Note: lib 1.5 of the kernel itself is in force, not 2.0.");
  }

  @Test
  void malformedCoordinatesAreExplained() {
    assertThatThrownBy(() -> MavenLibraries.resolve("nonsense"))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("is not of the form group:artifact:version");
  }
}
