package org.vaelab.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.files.AtomicFile;

/// Writes the three files of a figure.
final class FigureFiles {

  private FigureFiles() {}

  static void save(Figure figure, Path directory, String name) {
    if (name.isBlank() || name.contains("/") || name.contains("\\")) {
      throw new IllegalArgumentException(
          "A figure's file name must be a plain name without path separators, not '%s'."
              .formatted(name));
    }
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    contents.put(directory.resolve(name + ".png"), figure.png());
    contents.put(
        directory.resolve(name + ".svg"), (Rendering.XML_PROLOG + figure.svg()).getBytes(UTF_8));
    contents.put(directory.resolve(name + ".csv"), figure.csv().getBytes(UTF_8));

    try {
      for (Path target : contents.keySet()) {
        if (Files.isDirectory(target)) {
          throw new IOException(target.getFileName() + " is a directory");
        }
      }
      for (var entry : contents.entrySet()) {
        AtomicFile.write(entry.getKey(), out -> out.write(entry.getValue()));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "Cannot write the figure '%s' to %s: %s; choose a directory you can write to."
              .formatted(name, directory, reason(failure)),
          failure);
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException exists -> exists.getFile() + " is a file, not a directory";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> failure.getMessage();
    };
  }
}
