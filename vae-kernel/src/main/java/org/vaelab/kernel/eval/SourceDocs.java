package org.vaelab.kernel.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The toolkit's own Javadoc, from the sources that lie beside its classes: JShell looks for
/// sources of the JDK only.
final class SourceDocs {
  private static final String SOURCES = "META-INF/sources/";
  private static final String OURS = "org.vaelab.";

  private SourceDocs() {}

  /// The Javadoc of the type or method with a signature as JShell writes it, such as
  /// `Dataset Datasets.open(String name)`.
  static Optional<String> of(String signature) {
    Symbol symbol = Symbol.of(signature);
    return candidates(symbol)
        .flatMap(file -> read(file).stream())
        .findFirst()
        .flatMap(source -> find(source, symbol));
  }

  /// @param packageName empty where the signature does not tell
  /// @param types the outermost type first
  /// @param method empty for a type
  /// @param parameters of the method
  record Symbol(String packageName, List<String> types, Optional<String> method, int parameters) {
    static Symbol of(String signature) {
      StringBuilder path = new StringBuilder();
      int parameters = 0;
      int depth = 0;
      int generic = 0;
      boolean called = false;
      for (char c : signature.toCharArray()) {
        generic += c == '<' ? 1 : c == '>' ? -1 : 0;
        if (c == '(' && depth++ == 0) {
          called = true;
          parameters = 0;
        } else if (c == ')') {
          depth--;
        } else if (depth > 0) {
          boolean separates = c == ',' && generic == 0 && depth == 1;
          parameters += separates || parameters == 0 && !Character.isWhitespace(c) ? 1 : 0;
        } else if (generic == 0 && c != '>') {
          path.append(c);
        }
      }
      String last = path.toString().strip().replaceAll(".*\\s", "");
      List<String> parts = new ArrayList<>(Arrays.asList(last.split("\\.")));
      List<String> packageParts = new ArrayList<>();
      while (parts.size() > 1 && startsLower(parts.getFirst())) {
        packageParts.add(parts.removeFirst());
      }
      Optional<String> method =
          called && parts.size() > 1 && startsLower(parts.getLast())
              ? Optional.of(parts.removeLast())
              : Optional.empty();
      return new Symbol(String.join(".", packageParts), parts, method, parameters);
    }

    /// What looks like a type is a method of one.
    Symbol asMethodOf(String type) {
      return new Symbol("", List.of(type), Optional.of(types.getLast()), parameters);
    }

    private static boolean startsLower(String name) {
      return !name.isEmpty() && Character.isLowerCase(name.charAt(0));
    }
  }

  private static Stream<String> candidates(Symbol symbol) {
    Stream<String> packages =
        symbol.packageName().isEmpty()
            ? Imports.names().stream()
                .filter(name -> name.startsWith(OURS) && name.endsWith(".*"))
                .map(name -> name.substring(0, name.length() - 2))
            : Stream.of(symbol.packageName());
    return packages.map(
        name -> SOURCES + name.replace('.', '/') + "/" + symbol.types().getFirst() + ".java");
  }

  private static Optional<String> read(String resource) {
    try (InputStream in = SourceDocs.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The Javadoc of a type or method in a source.
  static Optional<String> find(String source, Symbol symbol) {
    ParsedSource parsed = ParsedSource.of(source, problem -> {});
    Finder finder = new Finder(DocTrees.instance(parsed.task()), symbol);
    finder.scan(parsed.unit(), null);
    return finder.found;
  }

  /// Finds the type's own comment, or that of its method with as many parameters.
  private static final class Finder extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    private final Symbol symbol;
    private Optional<String> found = Optional.empty();

    Finder(DocTrees trees, Symbol symbol) {
      this.trees = trees;
      this.symbol = symbol;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (symbol.method().isEmpty()
          && found.isEmpty()
          && type.getSimpleName().contentEquals(symbol.types().getLast())) {
        found = comment();
      }
      return super.visitClass(type, unused);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      Tree owner = getCurrentPath().getParentPath().getLeaf();
      boolean same =
          symbol.method().filter(method.getName()::contentEquals).isPresent()
              && method.getParameters().size() == symbol.parameters()
              && owner instanceof ClassTree type
              && type.getSimpleName().contentEquals(symbol.types().getLast());
      if (same && found.isEmpty()) {
        found = comment();
      }
      return super.visitMethod(method, unused);
    }

    private Optional<String> comment() {
      return Optional.ofNullable(trees.getDocComment(getCurrentPath())).map(String::strip);
    }
  }
}
