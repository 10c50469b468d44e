package org.vaelab.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// Writes a file to a temporary name beside it and renames it: whoever looks sees the old content
/// or the new one, whatever happens meanwhile. Only a regular file is ever replaced.
public final class AtomicFile {
  /// How the temporary files end.
  public static final String TEMPORARY = ".tmp";

  private AtomicFile() {}

  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes a file and forces it to disk before it takes its name. Missing parent directories are
  /// made.
  ///
  /// @throws IOException if that fails, or if `file` is something else than a regular file, such as
  ///     a directory or a device; what was there is untouched
  public static void write(Path file, Content content) throws IOException {
    Path target = target(file);
    requireReplaceable(target);
    Files.createDirectories(target.getParent());
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + TEMPORARY);
    try {
      // A FileOutputStream, for a channel fails when the thread is interrupted, which is just when
      // a run is saved.
      try (FileOutputStream raw = new FileOutputStream(temporary.toFile())) {
        OutputStream out = new BufferedOutputStream(raw, 1 << 16);
        content.writeTo(out);
        out.flush();
        raw.getFD().sync();
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      discard(temporary);
      throw e;
    }
  }

  /// The same for text, in UTF-8.
  public static void writeText(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A link is followed: the file that it names is replaced, not the link.
  private static Path target(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    return Files.isSymbolicLink(absolute) && Files.exists(absolute)
        ? absolute.toRealPath()
        : absolute;
  }

  /// @throws IOException unless there is nothing or a regular file
  public static void requireReplaceable(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          file.toString(),
          null,
          Files.isDirectory(file) ? "it is a directory" : "it is no regular file");
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failed write is what gets reported; a leftover temporary file harms nothing.
    }
  }
}
