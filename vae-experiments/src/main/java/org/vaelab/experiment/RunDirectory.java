package org.vaelab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The directory that holds what a run wrote. Files are written to a temporary name and renamed.
public final class RunDirectory {
  public static final String CONFIG = "config.json";

  private static final String LOCK = ".lock";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final Path path;

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
          if (content.findAny().isPresent()) {
            throw new ExperimentException(
                "The output directory %s is not empty; choose another, or continue its run with --resume %s."
                    .formatted(path, path));
          }
        }
      }
      Files.createDirectories(path);
      RunDirectory directory = new RunDirectory(path);
      directory.writeText(".probe", "");
      Files.delete(path.resolve(".probe"));
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
    if (!Files.isRegularFile(path.resolve(CONFIG))) {
      throw new ExperimentException(
          "%s holds no run: there is no %s in it.".formatted(path, CONFIG));
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
        throw new UncheckedIOException(e);
      }
    }
  }

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

  public void writeText(String name, String text) {
    Path file = path.resolve(name);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ExperimentException(
          "%s cannot be written (%s); free some space or choose another directory with --out."
              .formatted(file, e),
          e);
    }
  }

  public void writeJson(String name, Object value) {
    writeText(name, json(value) + "\n");
  }

  /// @throws ExperimentException if the file is missing or not what `type` describes
  public <T> T readJson(String name, Class<T> type) {
    Path file = path.resolve(name);
    try {
      return JSON.readValue(Files.readString(file), type);
    } catch (NoSuchFileException e) {
      throw new ExperimentException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      if (e.getCause() instanceof ExperimentException impossible) {
        throw new ExperimentException("%s: %s".formatted(file, impossible.getMessage()), e);
      }
      throw new ExperimentException(
          "%s is damaged or was written by another version (%s); start the run anew."
              .formatted(file, e.getMessage().lines().findFirst().orElse("unreadable")),
          e);
    }
  }

  /// The value in a file if it is there, else a new one, which is then written there.
  ///
  /// @throws ExperimentException if the file cannot be read or written
  public <T> T remember(String name, Class<T> type, Supplier<T> compute) {
    if (has(name)) {
      return readJson(name, type);
    }
    T value = compute.get();
    writeJson(name, value);
    return value;
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Records of numbers and texts always have a JSON form.", e);
    }
  }
}
