package org.vaelab.kernel.eval;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.kernel.toolkit.Toolkit;

/// What every notebook has imported from the start.
public final class Imports {
  private static final List<String> JDK =
      List.of(
          "java.awt.image.BufferedImage",
          "java.io.*",
          "java.math.*",
          "java.net.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*",
          "java.util.function.*",
          "java.util.regex.*",
          "java.util.stream.*");

  private static final String DISPLAY = "static org.vaelab.kernel.display.Display.*";

  private static final List<String> NAMES =
      Stream.of(
              JDK.stream(),
              Toolkit.installed().stream().flatMap(toolkit -> toolkit.imports().stream()),
              Stream.of(DISPLAY))
          .flatMap(names -> names)
          .toList();

  private Imports() {}

  /// The import declarations, without `import` and semicolon: the JDK's, those of toolkits, and the
  /// means of display. What a cell imports or declares wins over all ([NamePrecedence]).
  public static List<String> names() {
    return NAMES;
  }
}
