package org.vaelab.kernel.eval;

import java.util.HashMap;
import java.util.Map;
import jdk.jshell.Snippet;

/// Where in the cells each snippet stands.
final class Origins {
  /// A line of a cell.
  ///
  /// @param line from 1
  record Place(int cell, int line) {}

  private final Map<Snippet, Place> places = new HashMap<>();
  private Place next = new Place(0, 1);

  /// Says where the code stands that is evaluated next.
  void expect(int cell, int firstLine) {
    next = new Place(cell, firstLine);
  }

  /// Notes that a snippet is of the code that was evaluated last.
  void add(Snippet snippet) {
    places.put(snippet, next);
  }

  void clear() {
    places.clear();
  }

  /// Where the snippet begins. One that is not known yet is being evaluated.
  Place of(Snippet snippet) {
    return places.getOrDefault(snippet, next);
  }

  /// Where the code begins that is being evaluated.
  Place current() {
    return next;
  }
}
