package org.vaelab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a directory of IDX files by their names: `train-*images*` and `test-*images*` or
/// `t10k-*images*`, optionally `valid-*images*`; `labels` in place of `images` for the labels,
/// which may be absent.
final class ImageDirectory {
  private static final List<String> UNFINISHED = List.of(".part", ".tmp");

  private ImageDirectory() {}

  static Dataset read(String name, Path directory) {
    List<Path> files = list(directory);
    ImageSet train =
        part(directory, files, "train-")
            .orElseThrow(() -> missing(directory, "train-*images*", "training"));
    ImageSet test =
        part(directory, files, "test-", "t10k-")
            .orElseThrow(() -> missing(directory, "test-*images* or t10k-*images*", "test"));
    return new Dataset(name, train, part(directory, files, "valid-"), test);
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> UNFINISHED.stream().noneMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException(
          "The directory %s cannot be listed (%s); check that you may read it."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static Optional<ImageSet> part(Path directory, List<Path> files, String... prefixes) {
    Optional<Path> images = only(directory, files, "images", prefixes);
    Optional<Path> labels = only(directory, files, "labels", prefixes);
    return images.map(
        file -> labels.map(l -> Idx.read(file, l)).orElseGet(() -> Idx.readImages(file)));
  }

  private static Optional<Path> only(
      Path directory, List<Path> files, String kind, String... prefixes) {
    List<Path> found =
        files.stream()
            .filter(file -> matches(file.getFileName().toString(), kind, prefixes))
            .toList();
    if (found.size() > 1) {
      throw new DataException(
          "%s holds both %s and %s; keep one of them."
              .formatted(directory, found.get(0).getFileName(), found.get(1).getFileName()));
    }
    return found.stream().findFirst();
  }

  private static boolean matches(String name, String kind, String... prefixes) {
    return name.contains(kind) && Stream.of(prefixes).anyMatch(name::startsWith);
  }

  private static DataException missing(Path directory, String pattern, String part) {
    return new DataException(
        "%s holds no %s images; name their IDX file %s, gzipped or plain."
            .formatted(directory, part, pattern));
  }
}
