package org.vaelab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// The directory that holds what a run wrote. Files are written to a temporary name and renamed.
public final class RunDirectory {
  public static final String CONFIG = "config.json";

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
      throw new ExperimentException(
          "%s is damaged or was written by another version (%s); start the run anew."
              .formatted(file, e.getMessage().lines().findFirst().orElse("unreadable")),
          e);
    }
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Records of numbers and texts always have a JSON form.", e);
    }
  }
}
