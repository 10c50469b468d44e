package org.vaelab.experiment;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.files.AtomicFile;
import org.vaelab.plot.Figure;

/// The directory that holds what a run wrote, each file whole or not at all.
public final class RunDirectory {
  public static final String CONFIG = "config.json";

  private static final String LOCK = ".lock";
  private static final String PROBE = ".probe";

  private final Path path;
  private boolean begun;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /// Makes a directory for a new run.
  ///
  /// @throws ExperimentException if it cannot be made, or already holds a run: nothing is
  ///     overwritten
  public static RunDirectory create(Path path) {
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> content = Files.list(path)) {
          if (!content.allMatch(RunDirectory::isLeftover)) {
            throw new ExperimentException(
                "The output directory %s is not empty; choose another, or continue its run with --resume %s."
                    .formatted(path, path));
          }
        }
      }
      Files.createDirectories(path);
      RunDirectory directory = new RunDirectory(path);
      directory.writeText(PROBE, "");
      directory.delete(PROBE);
      return directory;
    } catch (IOException e) {
      throw new ExperimentException(
          "The output directory %s cannot be written (%s); choose another with --out."
              .formatted(path, e),
          e);
    }
  }

  /// The directory of a run to continue.
  ///
  /// @throws ExperimentException if it holds no run
  public static RunDirectory open(Path path) {
    return open(path, "run", CONFIG);
  }

  /// The directory of something to continue.
  ///
  /// @param what such as `run`
  /// @param file that tells what it is
  /// @throws ExperimentException if it does not hold such a thing
  public static RunDirectory open(Path path, String what, String file) {
    if (!Files.isRegularFile(path.resolve(file))) {
      throw new ExperimentException(
          "%s holds no %s: there is no %s in it.".formatted(path, what, file));
    }
    return new RunDirectory(path);
  }

  /// Keeps other processes from continuing the same run until it is closed.
  public final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(resolve(LOCK));
        channel.close();
      } catch (IOException e) {
        throw new ExperimentException(
            "%s cannot be unlocked (%s); delete %s.".formatted(path, e, resolve(LOCK)), e);
      }
    }
  }

  /// Takes the run for this process and removes what a killed one left behind.
  ///
  /// @throws ExperimentException if somebody else works on this run
  public Lock lock() {
    try {
      FileChannel channel =
          FileChannel.open(resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isFree(channel)) {
        channel.close();
        throw new ExperimentException(
            "Another process is working on the run in %s; wait for its end or stop it."
                .formatted(path));
      }
      removeLeftovers();
      return new Lock(channel);
    } catch (IOException e) {
      throw new ExperimentException("%s cannot be locked (%s).".formatted(path, e), e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this very process.
    }
  }

  public Path path() {
    return path;
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  public boolean has(String name) {
    return Files.isRegularFile(path.resolve(name));
  }

  /// Says that the run has begun: from now on its directory holds its settings, and without them
  /// nothing more is written.
  void begun() {
    begun = true;
  }

  /// @throws ExperimentException if the directory was deleted or moved while the run went on
  public void requirePresent() {
    if (begun ? !has(CONFIG) : !Files.isDirectory(path)) {
      throw new ExperimentException(
          "The directory %s was deleted or moved while its run went on; start the run anew."
              .formatted(path));
    }
  }

  /// @throws ExperimentException if the file cannot be written; an old one is untouched then
  public void writeText(String name, String text) {
    requirePresent();
    try {
      AtomicFile.writeText(path.resolve(name), text);
    } catch (IOException e) {
      throw unwritable(path.resolve(name), e);
    }
  }

  /// Writes the files of a figure.
  ///
  /// @throws ExperimentException if they cannot be written
  public void save(Figure figure, String name) {
    requirePresent();
    try {
      figure.save(path, name);
    } catch (UncheckedIOException e) {
      throw new ExperimentException(e.getMessage(), e);
    }
  }

  /// @throws ExperimentException if the file cannot be removed
  public void delete(String name) {
    try {
      Files.deleteIfExists(path.resolve(name));
    } catch (IOException e) {
      throw unwritable(path.resolve(name), e);
    }
  }

  private static ExperimentException unwritable(Path file, IOException e) {
    return new ExperimentException(
        "%s cannot be written (%s); free some space or choose another directory with --out."
            .formatted(file, e),
        e);
  }

  /// @throws ExperimentException if the file is missing or no text
  public String readText(String name) {
    // No channel: reading must go on when the thread was interrupted, for that is when a run saves.
    try (InputStream in = new FileInputStream(path.resolve(name).toFile())) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (FileNotFoundException e) {
      throw new ExperimentException("There is no file %s.".formatted(path.resolve(name)), e);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  ExperimentException damaged(String name, IOException e) {
    if (e.getCause() instanceof ExperimentException impossible) {
      return new ExperimentException(
          "%s: %s".formatted(path.resolve(name), impossible.getMessage()), e);
    }
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new ExperimentException(
        "%s is damaged or was written by another version (%s); start the run anew."
            .formatted(path.resolve(name), reason.lines().findFirst().orElse("unreadable")),
        e);
  }

  /// What a killed process leaves behind.
  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    return name.equals(LOCK)
        || name.equals(PROBE)
        || name.startsWith(".") && name.endsWith(AtomicFile.TEMPORARY);
  }

  private void removeLeftovers() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.walk(path, 2)) {
      leftovers = files.filter(Files::isRegularFile).filter(RunDirectory::isLeftover).toList();
    }
    for (Path file : leftovers) {
      if (!file.getFileName().toString().equals(LOCK)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
