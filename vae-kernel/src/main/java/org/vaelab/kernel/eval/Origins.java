package org.vaelab.kernel.eval;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where each snippet came from. JShell names the file of a stack frame `#ID` and counts lines
/// from the snippet's first.
final class Origins {
  private static final Pattern FILE = Pattern.compile("#(\\d+)");

  /// A line of a cell.
  ///
  /// @param line from 1
  record Place(int cell, int line) {}

  private final Map<String, Place> places = new HashMap<>();

  void add(String snippetId, int cell, int firstLine) {
    places.put(snippetId, new Place(cell, firstLine));
  }

  void clear() {
    places.clear();
  }

  Optional<Place> of(StackTraceElement frame) {
    Matcher file = FILE.matcher(frame.getFileName() == null ? "" : frame.getFileName());
    if (!file.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(places.get(file.group(1)))
        .map(first -> new Place(first.cell(), first.line() + frame.getLineNumber() - 1));
  }
}
