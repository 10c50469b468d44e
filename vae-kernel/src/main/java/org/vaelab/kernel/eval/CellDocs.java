package org.vaelab.kernel.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.TypeDeclSnippet;

/// The Javadoc of what cells declared: the sources of declarations with the comments before them,
/// which JShell does not keep.
final class CellDocs {
  private final Map<String, String> sources = new LinkedHashMap<>();

  /// Takes over a declaration, which replaces an earlier one of the same name.
  ///
  /// @param begin where it begins in the cell
  void declared(Snippet snippet, String cell, int begin) {
    String key =
        switch (snippet) {
          case MethodSnippet method -> method.name() + "(" + method.parameterTypes() + ")";
          case TypeDeclSnippet type -> type.name();
          default -> "";
        };
    if (!key.isEmpty()) {
      sources.put(key, comment(cell.substring(0, begin)) + snippet.source());
    }
  }

  void clear() {
    sources.clear();
  }

  /// A copy for another thread.
  Map<String, String> copy() {
    return Map.copyOf(sources);
  }

  /// The documentation comment with which a text ends, with a line break; empty if there is none.
  private static String comment(String head) {
    String text = head.stripTrailing();
    if (text.endsWith("*/")) {
      int begin = text.lastIndexOf("/*");
      return text.startsWith("/**", begin) ? text.substring(begin) + "\n" : "";
    }
    String[] lines = text.split("\n");
    int first = lines.length;
    while (first > 0 && lines[first - 1].strip().startsWith("///")) {
      first--;
    }
    return Stream.of(lines).skip(first).map(line -> line.strip() + "\n").reduce("", String::concat);
  }

  /// The Javadoc of the type or method with a signature as JShell writes it.
  static Optional<String> find(Map<String, String> sources, String signature) {
    SourceDocs.Symbol symbol = SourceDocs.Symbol.of(signature);
    String name = symbol.types().getFirst();
    if (sources.containsKey(name)) {
      return SourceDocs.find(sources.get(name), symbol);
    }
    return sources.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + "("))
        .map(entry -> "class Cell {\n" + entry.getValue() + "\n}")
        .flatMap(source -> SourceDocs.find(source, symbol.asMethodOf("Cell")).stream())
        .findFirst();
  }
}
