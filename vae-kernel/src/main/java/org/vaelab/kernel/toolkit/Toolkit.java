package org.vaelab.kernel.toolkit;

import java.util.List;
import java.util.Optional;

/// What a library on the kernel's class path makes ready for every notebook. The kernel finds its
/// implementations as services ([java.util.ServiceLoader]).
public interface Toolkit {
  /// What every notebook has imported: import declarations without `import` and semicolon.
  List<String> imports();

  /// Texts in code that the kernel can complete.
  default List<KnownTexts> knownTexts() {
    return List.of();
  }

  /// A value as an element of a page, if it is one of this toolkit's that have such a form; beside
  /// it stands the value's text.
  default Optional<String> html(Object value) {
    return Optional.empty();
  }

  /// A variable that held the value was declared anew, dropped or forgotten, and no other holds it:
  /// time to free what a garbage collector would free late.
  default void released(Object value) {}

  /// All that the class path has.
  static List<Toolkit> installed() {
    return InstalledToolkits.ALL;
  }
}
