package org.vaelab.spark.sweep;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Measured;
import org.vaelab.progress.Progress;

/// The cells of a sweep that are missing, and what they gave.
public final class SweepRun {
  private static final int ATTEMPTS = 2;

  private final Sweep sweep;
  private final SweepDirectory directory;
  private final Optional<Path> dataDirectory;
  private final PrintWriter messages;
  private final Map<Integer, String> failures = new TreeMap<>();

  /// @param dataDirectory where executors find data sets, if not in the usual places
  /// @param messages takes a line for each cell that fails
  public SweepRun(
      Sweep sweep, SweepDirectory directory, Optional<Path> dataDirectory, PrintWriter messages) {
    this.sweep = sweep;
    this.directory = directory;
    this.dataDirectory = dataDirectory;
    this.messages = messages;
  }

  /// Runs every cell that is not done; one that fails gets a second chance when the others have
  /// ended.
  ///
  /// @return the cells that failed, by why
  public Map<Cell, String> run(JavaSparkContext spark) {
    List<Cell> missing = missing();
    int all = sweep.cells().size();
    Progress progress =
        Progress.resume("sweep of %d cells".formatted(all), all, all - missing.size());
    for (int attempt = 1; attempt <= ATTEMPTS && !missing.isEmpty(); attempt++) {
      boolean last = attempt == ATTEMPTS;
      try {
        SweepJob.run(
            spark,
            missing.stream()
                .map(cell -> CellTask.of(cell, sweep.experiment(), dataDirectory))
                .toList(),
            outcome -> take(outcome, last, progress));
      } catch (SparkException e) {
        String why = "Spark ended the job: " + e.getMessage().lines().findFirst().orElse("");
        if (last || spark.sc().isStopped()) {
          throw new ExperimentException(
              "%s; %d of %d cells are done, ./vaelab sweep --resume %s continues."
                  .formatted(why, all - missing().size(), all, directory.directory().path()),
              e);
        }
        messages.println("vaelab: " + why);
      }
      missing = missing();
    }
    return missing.stream()
        .collect(
            Collectors.toMap(
                cell -> cell,
                cell -> failures.get(cell.number()),
                (one, _) -> one,
                LinkedHashMap::new));
  }

  private List<Cell> missing() {
    return sweep.cells().stream().filter(cell -> !directory.has(cell)).toList();
  }

  private void take(CellOutcome outcome, boolean last, Progress progress) {
    Cell cell = sweep.cells().get(outcome.number() - 1);
    switch (outcome) {
      case CellOutcome.Done done -> {
        directory.put(cell, done.files());
        progress.advance(1, Map.of());
      }
      case CellOutcome.Failed failed -> {
        failures.put(cell.number(), failed.why());
        messages.println(
            "vaelab: %s failed%s: %s"
                .formatted(
                    cell.label(sweep.axes()),
                    last ? " again" : " and is run once more",
                    failed.why()));
      }
    }
  }

  /// The tables of all cells that are done, which are written to files, too.
  public SweepTables tables() {
    Map<Cell, List<Measured>> measured = new LinkedHashMap<>();
    for (Cell cell : sweep.cells()) {
      if (directory.has(cell)) {
        measured.put(cell, directory.measured(cell));
      }
    }
    SweepTables tables = SweepTables.of(sweep.axes(), measured);
    directory.directory().writeText(SweepDirectory.CELLS, tables.cells().csv());
    directory.directory().writeText(SweepDirectory.RESULTS, tables.bySeeds().csv());
    return tables;
  }

  /// A sentence for each check that results of a cell fail.
  public List<String> implausible() {
    List<String> all = new ArrayList<>();
    for (Cell cell : sweep.cells()) {
      if (directory.has(cell)) {
        directory.implausible(cell).forEach(line -> all.add(cell.name() + ": " + line));
      }
    }
    return all;
  }
}
