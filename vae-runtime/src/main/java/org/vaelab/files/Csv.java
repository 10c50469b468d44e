package org.vaelab.files;

import java.util.StringJoiner;

/// A table as CSV text (RFC 4180 quoting, `\n` line ends).
public final class Csv {

  private final StringBuilder text = new StringBuilder();

  /// Appends a line; doubles and floats are written with all their digits, null as an empty cell.
  public Csv row(Object... cells) {
    StringJoiner line = new StringJoiner(",", "", "\n");
    for (Object cell : cells) {
      line.add(cell == null ? "" : quoted(cell.toString()));
    }
    text.append(line);
    return this;
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
