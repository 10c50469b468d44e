package org.vaelab.spark.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiment.ExperimentException;

/// What a user wrote: an experiment, settings of all its runs, a grid of others, and seeds.
///
/// @param preset of all settings that are not named
/// @param settings by option, without hyphens, as the option takes them
/// @param grid values of each option that is varied, in the order of the file
/// @param seeds of the runs of each point of the grid
public record SweepFile(
    String experiment,
    String preset,
    Map<String, String> settings,
    Map<String, List<String>> grid,
    List<String> seeds) {
  private static final List<String> FIELDS =
      List.of("experiment", "preset", "settings", "grid", "seeds");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// @throws ExperimentException if the file cannot be read
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ExperimentException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      throw new ExperimentException(
          "%s cannot be read as a sweep (%s); it must be a text file of JSON."
              .formatted(file, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  /// @param name of the file that the text is of
  /// @throws ExperimentException if it has not the form of a sweep, saying where
  public static SweepFile of(String text, Path name) {
    try {
      JsonNode root = MAPPER.readTree(text);
      if (!root.isObject()) {
        throw refused(name, "it is no JSON object");
      }
      for (Map.Entry<String, JsonNode> field : root.properties()) {
        if (!FIELDS.contains(field.getKey())) {
          throw refused(
              name,
              "it has a field \"%s\", and a sweep has %s"
                  .formatted(field.getKey(), String.join(", ", FIELDS)));
        }
      }
      if (!root.path("experiment").isTextual()) {
        throw refused(name, "\"experiment\" must be the name of an experiment");
      }
      Map<String, String> settings = new LinkedHashMap<>();
      for (var field : object(root, "settings", name).properties()) {
        settings.put(field.getKey(), value(field.getValue(), field.getKey(), name));
      }
      Map<String, List<String>> grid = new LinkedHashMap<>();
      for (var field : object(root, "grid", name).properties()) {
        grid.put(field.getKey(), list(field.getValue(), field.getKey(), name));
      }
      return new SweepFile(
          root.get("experiment").textValue(),
          root.has("preset") ? value(root.get("preset"), "preset", name) : "quick",
          settings,
          grid,
          list(root.path("seeds"), "seeds", name));
    } catch (JsonProcessingException e) {
      throw refused(
          name,
          "it is no JSON (%s, line %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    }
  }

  private static JsonNode object(JsonNode root, String field, Path name) {
    JsonNode value = root.has(field) ? root.get(field) : MAPPER.createObjectNode();
    if (!value.isObject()) {
      throw refused(name, "\"%s\" must be an object of settings".formatted(field));
    }
    return value;
  }

  private static List<String> list(JsonNode node, String field, Path name) {
    if (!node.isArray() || node.isEmpty()) {
      throw refused(
          name, "\"%s\" must be a list of one value or more, such as [1, 2]".formatted(field));
    }
    List<String> values = new ArrayList<>();
    for (JsonNode value : node) {
      values.add(value(value, field, name));
    }
    return values;
  }

  private static String value(JsonNode node, String field, Path name) {
    if (!node.isValueNode() || node.isNull()) {
      throw refused(
          name,
          "a value of \"%s\" must be a number, a text or true or false, as its option takes it, not %s"
              .formatted(field, node));
    }
    return node.asText();
  }

  static ExperimentException refused(Path name, String why) {
    return new ExperimentException(
        "%s is no sweep that can run: %s (docs/spark.md has an example).".formatted(name, why));
  }
}
