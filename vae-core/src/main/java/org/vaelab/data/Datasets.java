package org.vaelab.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Opens data sets by name, or from a directory of the user's own IDX files.
public final class Datasets {
  /// The generated set that needs no download.
  public static final String STROKE_DIGITS = "stroke-digits";

  /// The environment variable that names the data directory.
  public static final String DATA_DIRECTORY_VARIABLE = "VAELAB_DATA";

  private static final int STROKE_TRAIN = 10_000;
  private static final int STROKE_TEST = 2_000;
  private static final long STROKE_SEED = 1;

  private Datasets() {}

  /// All names that [#open] knows.
  public static List<String> names() {
    return Stream.concat(
            Stream.of(STROKE_DIGITS), DatasetRegistry.entries().stream().map(DatasetEntry::name))
        .toList();
  }

  /// Opens a set.
  ///
  /// @param nameOrPath one of [#names()], or a directory with IDX files named `train-*images*` and
  ///     `test-*images*` or `t10k-*images*`, optionally `valid-*images*`, and for each, optionally,
  ///     `labels` in place of `images`; gzipped or plain, images of any one size. A name goes
  ///     before a directory of that name in the current directory: write `./mnist` for that.
  /// @param dataDirectory see [#dataDirectory]
  /// @throws DataException if there is no such set, or its files are missing or damaged
  public static Dataset open(String nameOrPath, Optional<Path> dataDirectory) {
    if (nameOrPath.equals(STROKE_DIGITS)) {
      return StrokeDigits.generate(STROKE_TRAIN, STROKE_TEST, STROKE_SEED);
    }
    Optional<DatasetEntry> entry = DatasetRegistry.find(nameOrPath);
    if (entry.isPresent()) {
      return openNamed(entry.get(), dataDirectory(dataDirectory));
    }
    Path directory = existingDirectory(nameOrPath);
    return ImageDirectory.read(shortName(nameOrPath), directory);
  }

  /// What a set is called in results and in names of files: its name, or its directory's own name
  /// whatever way the path names it (`.`, `..`); `data` for a path that has none, such as `/`.
  public static String shortName(String nameOrPath) {
    try {
      Path last = Path.of(nameOrPath).toAbsolutePath().normalize().getFileName();
      return last == null ? "data" : last.toString();
    } catch (InvalidPathException e) {
      return "data";
    }
  }

  /// Where downloaded sets are: the given directory if any, else the environment variable
  /// `VAELAB_DATA`, else `data` in the current directory.
  public static Path dataDirectory(Optional<Path> given) {
    return dataDirectory(given, System.getenv());
  }

  static Path dataDirectory(Optional<Path> given, Map<String, String> environment) {
    String variable = environment.getOrDefault(DATA_DIRECTORY_VARIABLE, "");
    return given.orElseGet(() -> Path.of(variable.isBlank() ? "data" : variable));
  }

  /// All named sets, and which of them are there.
  ///
  /// @param dataDirectory see [#dataDirectory]
  public static List<DatasetStatus> list(Optional<Path> dataDirectory) {
    Path directory = dataDirectory(dataDirectory);
    List<DatasetStatus> all = new ArrayList<>();
    all.add(
        new DatasetStatus(
            STROKE_DIGITS,
            "generated digits, %,d + %,d grey images, 28x28, labelled"
                .formatted(STROKE_TRAIN, STROKE_TEST),
            "part of VAE Lab (Apache-2.0)",
            true,
            Optional.empty(),
            0));
    for (DatasetEntry entry : DatasetRegistry.entries()) {
      boolean present = entry.missing(directory).isEmpty();
      Path at = entry.directory(directory);
      all.add(
          new DatasetStatus(
              entry.name(),
              entry.description(),
              entry.licence(),
              present,
              Optional.of(at),
              present ? bytesIn(at) : entry.downloadBytes()));
    }
    return all;
  }

  private static Dataset openNamed(DatasetEntry entry, Path dataDirectory) {
    List<String> missing = entry.missing(dataDirectory);
    if (!missing.isEmpty()) {
      throw new DataException(
          ("The data set %s is not in %s (missing: %s); run ./vaelab data fetch %s, or say"
                  + " where its directory %s lies, by --data-dir or by %s (for a notebook, before Jupyter"
                  + " starts).")
              .formatted(
                  entry.name(),
                  entry.directory(dataDirectory).toAbsolutePath(),
                  String.join(", ", missing),
                  entry.name(),
                  entry.directory(dataDirectory).getFileName(),
                  DATA_DIRECTORY_VARIABLE));
    }
    return ImageDirectory.read(entry.name(), entry.directory(dataDirectory));
  }

  private static Path existingDirectory(String path) {
    try {
      Path directory = Path.of(path);
      if (!path.isBlank() && Files.isDirectory(directory)) {
        return directory;
      }
    } catch (InvalidPathException e) {
      // Neither a name nor a path: the sentence below says so.
    }
    throw new DataException(
        ("There is no data set or directory \"%s\"; known sets: %s;"
                + " the path of a directory of IDX files works too.")
            .formatted(path, String.join(", ", names())));
  }

  private static long bytesIn(Path directory) {
    long bytes = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
