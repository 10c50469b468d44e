package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
  @TempDir Path folder;

  @Test
  void theSecondLevelIsFoundAmongTheOthers() throws IOException {
    cache("index0", "1", "48K");
    cache("index1", "1", "32K");
    cache("index2", "2", "2048K");
    cache("index3", "3", "32M");
    assertThat(Caches.secondLevel(folder)).hasValue(2 << 20);
  }

  @Test
  void megabytesCountAsWell() throws IOException {
    cache("index2", "2", "4M");
    assertThat(Caches.secondLevel(folder)).hasValue(4 << 20);
  }

  @Test
  void whatIsNotToldOrMakesNoSenseIsEmpty() throws IOException {
    assertThat(Caches.secondLevel(folder.resolve("none"))).isEmpty();
    assertThat(Caches.secondLevel(folder)).isEmpty();
    cache("index2", "2", "0K");
    assertThat(Caches.secondLevel(folder)).isEmpty();
    Files.delete(folder.resolve("index2/size"));
    assertThat(Caches.secondLevel(folder)).isEmpty();
    Files.delete(folder.resolve("index2/level"));
    cache("index1", "1", "32K");
    assertThat(Caches.secondLevel(folder)).isEmpty();
  }

  @Test
  void thisMachineHasOneOfASizeThatThereIs() {
    assertThat(Caches.secondLevel()).isBetween(1L << 16, 1L << 26);
  }

  private void cache(String name, String level, String size) throws IOException {
    Path cache = Files.createDirectories(folder.resolve(name));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }
}
