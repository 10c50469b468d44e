package org.vaelab.plot;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Checks shared by the figures; each failure is an [IllegalArgumentException] with one sentence.
final class Checks {

  private Checks() {}

  static void text(String text, String what, String figure) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(
          "The %s of %s is empty; give it a name.".formatted(what, figure));
    }
  }

  static void distinct(Collection<String> names, String what, String figure) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      text(name, "name of a " + what, figure);
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "Two %s of %s are both called '%s'; give each its own name."
                .formatted(plural(what), figure, name));
      }
    }
  }

  static void length(int actual, int expected, String what, String of) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          "%s has %d %s where %d are needed; give one for each."
              .formatted(of, actual, what, expected));
    }
  }

  private static String plural(String what) {
    return what.equals("series") ? what : what + "s";
  }
}
