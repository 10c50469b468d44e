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

  /// Bytes of the second-level cache for each thread that the processor runs at once, or of a usual
  /// one where nothing tells.
  public static long secondLevel() {
    return SECOND_LEVEL;
  }

  /// @param caches has a folder for each cache of a core, with the files `level`, `size` and
  ///     `shared_cpu_list`
  static OptionalLong secondLevel(Path caches) {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(caches, "index*")) {
      for (Path cache : each) {
        if (text(cache, "level").equals("2")) {
          return OptionalLong.of(
              bytes(text(cache, "size")) / threads(text(cache, "shared_cpu_list")));
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

  /// Of a size such as `1024K`.
  private static long bytes(String size) {
    if (!size.matches("[1-9][0-9]{1,6}K")) {
      throw new NumberFormatException(size);
    }
    return 1024 * Long.parseLong(size.substring(0, size.length() - 1));
  }

  /// Of a list such as `0-3,8`.
  private static int threads(String list) {
    int count = 0;
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
    }
    return count;
  }
}
