package org.vaelab.nativemath;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Sizes of the processor's caches, where the operating system tells them, as Linux does.
public final class Caches {
  private static final Path OF_FIRST_CORE = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final long USUAL = 1 << 20;
  private static final long SECOND_LEVEL = secondLevel(OF_FIRST_CORE).orElse(USUAL);

  private Caches() {}

  /// Bytes of a core's second-level cache, or of a usual one where nothing tells.
  public static long secondLevel() {
    return SECOND_LEVEL;
  }

  /// @param caches has a folder for each cache of a core, with the files `level` and `size`
  static OptionalLong secondLevel(Path caches) {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(caches, "index*")) {
      for (Path cache : each) {
        if (text(cache, "level").equals("2")) {
          return bytes(text(cache, "size"));
        }
      }
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty(); // No Linux, or one that hides them.
    }
    return OptionalLong.empty();
  }

  private static String text(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }

  /// Such as `1024K`.
  private static OptionalLong bytes(String size) {
    if (!size.matches("[1-9][0-9]{0,6}[KM]")) {
      return OptionalLong.empty();
    }
    long unit = size.endsWith("K") ? 1 << 10 : 1 << 20;
    return OptionalLong.of(unit * Long.parseLong(size.substring(0, size.length() - 1)));
  }
}
