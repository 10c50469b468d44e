package org.vaelab.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// The form of the requests' contents: the content classes coerce what is of another type and know
/// no defaults.
final class ContentSchema {
  private static final int LONGEST_NUMBER = 40;

  private enum Kind {
    TEXT("a string"),
    FLAG("true or false"),
    WHOLE("a whole number of at most 32 bits"),
    OBJECT("an object");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    private boolean fits(JsonElement value) {
      return switch (this) {
        case TEXT -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        case FLAG -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
        case WHOLE ->
            value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isNumber()
                && isWhole(value.getAsString());
        case OBJECT -> value.isJsonObject();
      };
    }

    private static boolean isWhole(String number) {
      if (number.length() > LONGEST_NUMBER) {
        return false; // Minutes of calculation where it has millions of digits.
      }
      try {
        new BigDecimal(number).intValueExact();
        return true;
      } catch (ArithmeticException | NumberFormatException e) {
        return false;
      }
    }
  }

  /// @param fallback what a missing field or null stands for, JSON null if it must be there
  private record Field(String name, Kind kind, JsonElement fallback) {}

  private static final Map<String, List<Field>> FIELDS =
      Map.ofEntries(
          Map.entry(
              "execute_request",
              List.of(
                  required("code", Kind.TEXT),
                  field("silent", Kind.FLAG, "false"),
                  field("store_history", Kind.FLAG, "true"),
                  field("user_expressions", Kind.OBJECT, "{}"),
                  field("allow_stdin", Kind.FLAG, "true"),
                  field("stop_on_error", Kind.FLAG, "true"))),
          Map.entry(
              "complete_request",
              List.of(required("code", Kind.TEXT), required("cursor_pos", Kind.WHOLE))),
          Map.entry(
              "inspect_request",
              List.of(
                  required("code", Kind.TEXT),
                  required("cursor_pos", Kind.WHOLE),
                  field("detail_level", Kind.WHOLE, "0"))),
          Map.entry("is_complete_request", List.of(required("code", Kind.TEXT))),
          Map.entry(
              "history_request",
              List.of(
                  required("hist_access_type", Kind.TEXT),
                  field("output", Kind.FLAG, "false"),
                  field("raw", Kind.FLAG, "true"),
                  field("session", Kind.WHOLE, "0"),
                  field("start", Kind.WHOLE, "0"),
                  field("stop", Kind.WHOLE, "0"),
                  field("n", Kind.WHOLE, "0"),
                  field("pattern", Kind.TEXT, "\"*\""),
                  field("unique", Kind.FLAG, "false"))),
          Map.entry("shutdown_request", List.of(field("restart", Kind.FLAG, "false"))),
          Map.entry("comm_info_request", List.of(field("target_name", Kind.TEXT, "\"\""))),
          Map.entry("comm_open", List.of(required("comm_id", Kind.TEXT))),
          Map.entry("input_reply", List.of(required("value", Kind.TEXT))));

  private ContentSchema() {}

  private static Field required(String name, Kind kind) {
    return new Field(name, kind, JsonNull.INSTANCE);
  }

  private static Field field(String name, Kind kind, String fallback) {
    return new Field(name, kind, JsonParser.parseString(fallback));
  }

  /// The content with every field of the protocol.
  ///
  /// @throws InvalidRequestException if a field is missing or of a wrong type
  static JsonObject complete(String type, JsonObject content) {
    JsonObject complete = content.deepCopy();
    for (Field field : FIELDS.getOrDefault(type, List.of())) {
      JsonElement value = complete.get(field.name());
      if (value == null || value.isJsonNull()) {
        value = field.fallback();
        complete.add(field.name(), value);
      }
      if (!field.kind().fits(value)) {
        throw new InvalidRequestException(
            "The field '%s' of a message '%s' must be %s."
                .formatted(field.name(), type, field.kind().words));
      }
    }
    if (complete.get("user_expressions") instanceof JsonObject expressions) {
      expressions
          .entrySet()
          .forEach(
              entry -> {
                if (!Kind.TEXT.fits(entry.getValue())) {
                  throw new InvalidRequestException(
                      "The user expression '%s' must be a string.".formatted(entry.getKey()));
                }
              });
    }
    return complete;
  }
}
