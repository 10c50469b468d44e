package org.vaelab.experiment.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.files.AtomicFile;

/// What a command may replace when the user names a file to write.
public final class OutputFile {
  /// The rule of [#require], for help texts.
  public static final String RULE =
      "An existing regular file is replaced, unless it is an input or in a run's directory.";

  private OutputFile() {}

  /// Looked at before any work is done, so that a refusal costs nothing.
  ///
  /// @param ending that the file's name must have, such as `.csv`
  /// @param inputs files that the same command reads
  /// @throws ExperimentException unless there is nothing yet, or a regular file that is neither an
  ///     input nor in the directory of a run
  public static void require(Path file, String ending, Path... inputs) {
    if (!file.toString().endsWith(ending)) {
      throw refused(file, "its name does not end in " + ending);
    }
    if (!Files.exists(file)) {
      return;
    }
    try {
      Path real = file.toRealPath();
      AtomicFile.requireReplaceable(real);
      for (Path input : inputs) {
        if (Files.exists(input) && Files.isSameFile(real, input)) {
          throw refused(file, "the command reads it");
        }
      }
      for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
        if (Files.isRegularFile(folder.resolve(RunDirectory.CONFIG))) {
          throw refused(file, "it is a file of the run in " + folder);
        }
      }
    } catch (IOException e) {
      throw new ExperimentException(
          "%s cannot be written (%s); choose another file.".formatted(file, e.getMessage()), e);
    }
  }

  private static ExperimentException refused(Path file, String why) {
    return new ExperimentException(
        "%s is not written, for %s; choose another file.".formatted(file, why));
  }
}
