package org.vaelab.kernel.display;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Values as text that a notebook can hold: arrays, collections and maps with their elements, at
/// whatever depth, the rest by its own `toString`. What is cut says how much there was.
final class PlainText {
  private static final int MAX_ELEMENTS = 1000;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_CHARACTERS = 20_000;
  private static final int MAX_STRING = 100_000;

  private final StringBuilder text = new StringBuilder();

  private PlainText() {}

  static String of(Object value) {
    if (value == null || !hasElements(value)) {
      return cut(simple(value));
    }
    PlainText plain = new PlainText();
    plain.append(value, 0);
    return plain.text.toString();
  }

  /// An exception with all that its stack trace tells.
  static String of(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return cut(trace.toString().stripTrailing());
  }

  /// A text that is too long for a message, and its length.
  static String cut(String text) {
    return text.length() <= MAX_STRING
        ? text
        : "%s... %,d characters in all".formatted(text.substring(0, MAX_STRING), text.length());
  }

  private static boolean hasElements(Object value) {
    return value.getClass().isArray() || value instanceof Collection || value instanceof Map;
  }

  private static String simple(Object value) {
    return switch (value) {
      case null -> "null";
      case OptionalDouble number -> text(number.isPresent() ? number.getAsDouble() : null);
      case OptionalInt number -> text(number.isPresent() ? number.getAsInt() : null);
      case OptionalLong number -> text(number.isPresent() ? number.getAsLong() : null);
      case Optional<?> any -> any.map(PlainText::of).orElse("(empty)");
      default -> String.valueOf(value);
    };
  }

  private static String text(Number number) {
    return number == null ? "(empty)" : number.toString();
  }

  private void append(Object value, int depth) {
    if (value == null || !hasElements(value)) {
      text.append(cut(simple(value)));
    } else if (depth == MAX_DEPTH) { // Also the end of a collection that contains itself.
      text.append("...");
    } else if (value instanceof Map<?, ?> map) {
      appendEntries(map, depth);
    } else if (value instanceof Collection<?> collection) {
      appendElements(collection.iterator(), collection.size(), depth);
    } else {
      int length = Array.getLength(value);
      appendElements(
          IntStream.range(0, length).mapToObj(i -> Array.get(value, i)).iterator(), length, depth);
    }
  }

  private void appendElements(Iterator<?> elements, int count, int depth) {
    text.append('[');
    for (int i = 0; elements.hasNext(); i++) {
      if (isFull(i, count, "elements")) {
        break;
      }
      append(elements.next(), depth + 1);
    }
    text.append(']');
  }

  private void appendEntries(Map<?, ?> map, int depth) {
    text.append('{');
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (isFull(i++, map.size(), "entries")) {
        break;
      }
      append(entry.getKey(), depth + 1);
      text.append('=');
      append(entry.getValue(), depth + 1);
    }
    text.append('}');
  }

  /// Separates an element from the one before; where there is no room for it, says how many there
  /// are.
  private boolean isFull(int index, int count, String what) {
    if (index > 0) {
      text.append(", ");
    }
    boolean full = index == MAX_ELEMENTS || text.length() > MAX_CHARACTERS;
    if (full) {
      text.append("... %,d %s in all".formatted(count, what));
    }
    return full;
  }
}
