package org.vaelab.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

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

    Map<Path, Path> temporaries = new LinkedHashMap<>();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      for (Path target : contents.keySet()) {
        if (Files.isDirectory(target)) {
          throw new IOException(target.getFileName() + " is a directory");
        }
      }
      for (var entry : contents.entrySet()) {
        Path temporary = directory.resolve(".figure-" + UUID.randomUUID() + ".tmp");
        temporaries.put(temporary, entry.getKey());
        Files.write(temporary, entry.getValue());
      }
      for (var entry : temporaries.entrySet()) {
        Files.move(
            entry.getKey(),
            entry.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException failure) {
      temporaries.keySet().forEach(FigureFiles::deleteQuietly);
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

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException _) {
      // The failure that led here is the one to report.
    }
  }
}
