package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/// A compiler beside that of the cells, which is busy while they run. It knows their declarations
/// and runs nothing. All but [#update] belongs to one thread.
public final class Analysis {
  /// What is declared, by a key that its successor has as well.
  private record Declaration(String key, String source) {}

  private record Declared(String source, List<Snippet> snippets) {}

  private record Cells(
      List<Declaration> declarations, List<String> jars, Map<String, String> docs) {}

  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Set<String> jars = new HashSet<>();
  private volatile Cells cells = new Cells(List.of(), List.of(), Map.of());
  private JShell shell;

  /// Takes over what the cells have declared; called between them, on their thread.
  public void update(Evaluator evaluator) {
    Set<String> given =
        Imports.names().stream().map(name -> "import " + name + ";").collect(Collectors.toSet());
    cells =
        new Cells(
            declarations(evaluator.declarations()).stream()
                .filter(d -> !given.contains(d.source().strip()))
                .toList(),
            evaluator.addedJars(),
            evaluator.docs().copy());
  }

  /// The sources of the cells' declarations, with their comments.
  Map<String, String> docs() {
    return cells.docs();
  }

  private static List<Declaration> declarations(List<Snippet> snippets) {
    List<Declaration> found = new ArrayList<>();
    for (Snippet snippet : snippets) {
      String key =
          switch (snippet) {
            case ImportSnippet s -> "import " + s.isStatic() + s.fullname();
            case MethodSnippet s -> "method " + s.name() + "(" + s.parameterTypes() + ")";
            case TypeDeclSnippet s -> "type " + s.name();
            case VarSnippet s when s.subKind() != Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND ->
                "variable " + s.name();
            default -> "";
          };
      if (!key.isEmpty()) {
        found.add(new Declaration(key, snippet.source()));
      }
    }
    return found;
  }

  /// Makes the compiler ready before it is asked.
  public void prepare() {
    shell();
  }

  /// The analysis of a place that sees what the cells declared, and no cell's beginning.
  SourceCodeAnalysis syntax() {
    return shell().sourceCodeAnalysis();
  }

  /// The analysis of a place in a cell.
  ///
  /// @param code the cell, of which the results that it refers to are visible
  /// @param before the snippets before it in its cell, of which the declarations are visible
  SourceCodeAnalysis after(String code, List<String> before) {
    List<String> earlier = new ArrayList<>(Shorthand.declarations(code));
    earlier.addAll(before);
    Cells now = cells;
    for (String jar : now.jars()) {
      if (jars.add(jar)) {
        shell().addToClasspath(jar);
      }
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    now.declarations().forEach(d -> wanted.put(d.key(), d.source()));
    for (String source : earlier) {
      add(wanted); // JShell takes a `var` of a type that it does not know yet for an error.
      for (Declaration d : declarations(shell().sourceCodeAnalysis().sourceToSnippets(source))) {
        wanted.remove(d.key()); // It may need what stands between its predecessor and itself.
        wanted.put(d.key(), d.source());
      }
    }
    dropOthers(wanted);
    add(wanted);
    return shell().sourceCodeAnalysis();
  }

  private void dropOthers(Map<String, String> wanted) {
    declared
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().snippets().forEach(this::drop);
              }
              return gone;
            });
  }

  private void add(Map<String, String> wanted) {
    wanted.forEach(
        (key, source) -> {
          if (!declared.containsKey(key) || !declared.get(key).source().equals(source)) {
            declared.put(key, new Declared(source, evaluate(source)));
          }
        });
  }

  private void drop(Snippet snippet) {
    if (shell.status(snippet).isActive()) {
      shell.drop(snippet);
    }
  }

  /// JShell fails on some sources with an internal error; such a declaration is not seen.
  private List<Snippet> evaluate(String source) {
    try {
      return shell().eval(source).stream()
          .filter(e -> e.causeSnippet() == null)
          .map(e -> e.snippet())
          .toList();
    } catch (RuntimeException | Error e) {
      return List.of();
    }
  }

  private JShell shell() {
    if (shell == null) {
      shell =
          JShell.builder()
              .executionEngine(new Idle(), Map.of())
              .compilerOptions("-parameters", "-Xlint:none")
              .build();
      Imports.names().forEach(name -> shell.eval("import " + name + ";"));
    }
    return shell;
  }

  /// Loads and runs nothing.
  private static final class Idle implements ExecutionControlProvider, ExecutionControl {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return this;
    }

    @Override
    public void load(ClassBytecodes[] classes) {}

    @Override
    public void redefine(ClassBytecodes[] classes) {}

    @Override
    public String invoke(String className, String methodName) {
      return "";
    }

    @Override
    public String varValue(String className, String varName) {
      return "";
    }

    @Override
    public void addToClasspath(String path) {}

    @Override
    public void stop() {}

    @Override
    public Object extensionCommand(String command, Object argument)
        throws EngineTerminationException, InternalException {
      throw new InternalException("there is no command " + command);
    }

    @Override
    public void close() {}
  }
}
