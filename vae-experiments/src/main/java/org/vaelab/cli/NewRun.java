package org.vaelab.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.experiment.RunDirectory;

/// The directory of a run that may still be refused: a refused run leaves nothing behind.
final class NewRun {
  private final Path path;

  /// The outermost directory that was not there before, so that it goes with the run.
  private final Path first;

  private final RunDirectory directory;

  NewRun(Path path) {
    this.path = path.toAbsolutePath().normalize();
    Path missing = Files.exists(this.path) ? null : this.path;
    while (missing != null && missing.getParent() != null && !Files.exists(missing.getParent())) {
      missing = missing.getParent();
    }
    first = missing;
    directory = RunDirectory.create(path);
  }

  RunDirectory directory() {
    return directory;
  }

  /// Removes the directory unless the run has left more in it than its settings.
  void discardIfUnused() {
    try {
      List<Path> content;
      try (Stream<Path> files = Files.list(path)) {
        content = files.toList();
      }
      if (content.stream()
          .anyMatch(file -> !file.getFileName().toString().equals(RunDirectory.CONFIG))) {
        return;
      }
      Files.deleteIfExists(path.resolve(RunDirectory.CONFIG));
      if (first == null) {
        return; // The directory was there before, empty.
      }
      for (Path each = path; each.startsWith(first); each = each.getParent()) {
        Files.delete(each);
      }
    } catch (DirectoryNotEmptyException e) {
      return; // Another run has begun in the same parent.
    } catch (IOException e) {
      return; // What made the run fail is what the user has to hear about.
    }
  }
}
