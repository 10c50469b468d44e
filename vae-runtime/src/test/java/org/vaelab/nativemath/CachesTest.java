package org.vaelab.nativemath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0; 2048", "3,11; 1024", "4-7; 512", "0-1,8-9; 512", "0-2,8; 512"})
  void eachThreadHasItsShare(String threads, int kilobytes) throws IOException {
    cache("index2", "2", "2048K");
    Files.writeString(folder.resolve("index2/shared_cpu_list"), threads + "\n");
    assertThat(Caches.secondLevel(folder)).hasValue(1024L * kilobytes);
  }

  @Test
  void whatIsNotToldOrMakesNoSenseIsEmpty() throws IOException {
    assertThat(Caches.secondLevel(folder.resolve("none"))).isEmpty();
    assertThat(Caches.secondLevel(folder)).isEmpty();
    cache("index2", "2", "0K");
    assertThat(Caches.secondLevel(folder)).isEmpty();
    cache("index2", "2", "1M");
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
    Files.writeString(cache.resolve("shared_cpu_list"), "0\n");
  }
}
