package org.vaelab.spark.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Measured;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.files.AtomicFile;

/// The directory of a sweep: what it is, and a run's directory for each cell that is done, which is
/// there as a whole or not at all.
public record SweepDirectory(RunDirectory directory) {
  /// The sweep as its user wrote it.
  public static final String FILE = "sweep.json";

  /// One row for each point of the grid and result.
  static final String RESULTS = "results.csv";

  /// One row for each cell and result.
  static final String CELLS = "cells.csv";

  /// @throws ExperimentException if the directory cannot be made, or holds something
  public static SweepDirectory create(Path path, String text) {
    SweepDirectory made = new SweepDirectory(RunDirectory.create(path));
    made.directory.writeText(FILE, text);
    return made;
  }

  /// @throws ExperimentException if there is no sweep
  public static SweepDirectory open(Path path) {
    return new SweepDirectory(RunDirectory.open(path, "sweep", FILE));
  }

  SweepFile file() {
    return SweepFile.of(directory.readText(FILE), directory.resolve(FILE));
  }

  Path path(Cell cell) {
    return directory.resolve(cell.name());
  }

  /// Removes what a killed driver left half unpacked.
  public void removeLeftovers() {
    try (Stream<Path> entries = Files.list(directory.path())) {
      List<Path> left =
          entries
              .filter(Files::isDirectory)
              .filter(entry -> entry.getFileName().toString().startsWith("."))
              .filter(entry -> entry.toString().endsWith(AtomicFile.TEMPORARY))
              .toList();
      for (Path entry : left) {
        Archive.delete(entry);
      }
    } catch (IOException e) {
      throw unwritable(directory.path(), e);
    }
  }

  /// @throws ExperimentException if the cell's directory holds a run with other settings
  boolean has(Cell cell) {
    if (!Files.exists(path(cell))) {
      return false;
    }
    RunDirectory run = RunDirectory.open(path(cell));
    if (!RunFiles.settings(run, cell.settings().getClass()).equals(cell.settings())) {
      throw new ExperimentException(
          "The run in %s has other settings than the cell of that name; move it away."
              .formatted(path(cell)));
    }
    return true;
  }

  /// @param files of a run, as [Archive] packs them
  void put(Cell cell, byte[] files) {
    Path place = path(cell);
    Path temporary =
        directory.resolve("." + cell.name() + "-" + UUID.randomUUID() + AtomicFile.TEMPORARY);
    try {
      Files.createDirectories(temporary);
      Archive.unpack(files, temporary);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  /// What a cell that is done measured.
  ///
  /// @throws ExperimentException if its files were changed
  List<Measured> measured(Cell cell) {
    return RunFiles.of(RunDirectory.open(path(cell))).measured();
  }

  /// Which of its own checks the results of a cell fail.
  List<String> implausible(Cell cell) {
    RunDirectory run = RunDirectory.open(path(cell));
    return run.has(CellTask.IMPLAUSIBLE)
        ? run.readText(CellTask.IMPLAUSIBLE).lines().toList()
        : List.of();
  }

  private static ExperimentException unwritable(Path place, IOException e) {
    return new ExperimentException(
        "%s cannot be written (%s); free some space and continue with --resume."
            .formatted(place, e),
        e);
  }
}
