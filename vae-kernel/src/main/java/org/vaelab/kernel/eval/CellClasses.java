package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/// Gives the classes that JShell makes of snippets names and lines that the reader of a stack trace
/// knows: `REPL.$JShell$12B.do_it$($JShell$12B.java:97)` becomes `Cell4_2.main(cell 4:3)`. Done to
/// the classes, it holds for every trace, whoever takes, keeps or prints it.
///
/// JShell tells only after it has handed over a class which snippet it is of, so the classes wait
/// until one is needed.
final class CellClasses {
  /// What the code outside of the declared methods and types is called.
  static final String MAIN = "main";

  private static final String PART = MAIN + "Aux";

  private static final Pattern WRAPPER =
      Pattern.compile("REPL/(\\$JShell\\$\\d+[A-Z]*(?:_\\d+[A-Z]*)*)");
  private static final Pattern ANONYMOUS = Pattern.compile("\\$JShell\\$anonymous\\$\\$(?=\\d)");
  private static final Pattern MAIN_METHOD = Pattern.compile("(lambda\\$)?do_it\\$(Aux)?(\\$.*)?");
  private static final Pattern WRAPPED = Pattern.compile("Cell\\d+(_\\d+)?");
  private static final Pattern DECLARED = Pattern.compile("Cell\\d+(_\\d+)?\\$.+");

  private final Origins origins;
  private final List<ClassBytecodes> waiting = new ArrayList<>();

  /// The new names of wrappers.
  private final Map<String, String> names = new HashMap<>();

  private final Map<Integer, Integer> wrappersOfCell = new HashMap<>();

  CellClasses(Origins origins) {
    this.origins = origins;
  }

  void add(ClassBytecodes compiled) {
    waiting.add(compiled);
  }

  /// Puts new code in place of a class that waits.
  ///
  /// @return false if it does not
  boolean replace(ClassBytecodes compiled) {
    boolean waited = waiting.removeIf(c -> c.name().equals(compiled.name()));
    if (waited) {
      waiting.add(compiled);
    }
    return waited;
  }

  /// The classes that have waited, ready to be loaded.
  List<ClassBytecodes> take(JShell shell) {
    List<ClassBytecodes> ready = ofTheirCells(waiting, shell);
    waiting.clear();
    return ready;
  }

  /// With the names and lines of the cells that they are of.
  List<ClassBytecodes> ofTheirCells(List<ClassBytecodes> compiled, JShell shell) {
    if (compiled.isEmpty()) {
      return List.of();
    }
    Map<String, List<Snippet>> snippets = new HashMap<>();
    shell
        .snippets()
        .filter(snippet -> snippet.kind() != Snippet.Kind.IMPORT)
        .filter(snippet -> shell.status(snippet).isDefined())
        .forEach(
            snippet ->
                snippets
                    .computeIfAbsent(
                        shell.sourceCodeAnalysis().wrapper(snippet).fullClassName(),
                        name -> new ArrayList<>())
                    .add(snippet));
    Map<String, WrapperLines> lines = new LinkedHashMap<>();
    for (ClassBytecodes c : compiled) {
      lines.computeIfAbsent(
          wrapper(c.name()),
          name ->
              WrapperLines.of(
                  shell.sourceCodeAnalysis(),
                  snippets.getOrDefault("REPL." + name, List.of()),
                  origins));
    }
    lines.forEach((wrapper, of) -> names.computeIfAbsent(wrapper, name -> newName(of.cell())));
    return compiled.stream().map(c -> labelled(c, lines.get(wrapper(c.name())))).toList();
  }

  /// With the names that it has and the place of the code that is being evaluated.
  ClassBytecodes ofCurrentCell(ClassBytecodes compiled) {
    return labelled(compiled, WrapperLines.of(origins));
  }

  private ClassBytecodes labelled(ClassBytecodes compiled, WrapperLines of) {
    byte[] bytes =
        ClassLabels.rewrite(compiled.bytecodes(), this::renamed, of.label(), of::cellLine);
    return new ClassBytecodes(className(compiled.name()), bytes);
  }

  private String newName(int cell) {
    int count = wrappersOfCell.merge(cell, 1, Integer::sum);
    return count == 1 ? "Cell" + cell : "Cell" + cell + "_" + count;
  }

  private static String wrapper(String className) {
    Matcher matcher = WRAPPER.matcher(className.replace('.', '/'));
    if (!matcher.lookingAt()) {
      throw new IllegalStateException("no class of a snippet: " + className);
    }
    return matcher.group(1);
  }

  /// The name of a class in place of JShell's.
  String className(String name) {
    return renamed(name.replace('.', '/')).replace('/', '.');
  }

  private String renamed(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher main = MAIN_METHOD.matcher(text);
    if (main.matches()) {
      return text.replaceFirst("do_it\\$", MAIN);
    }
    String named =
        WRAPPER
            .matcher(text)
            .replaceAll(m -> Matcher.quoteReplacement(names.getOrDefault(m.group(1), m.group())));
    return ANONYMOUS.matcher(named).replaceAll("Anonymous");
  }

  /// Whether a method is the code outside of declarations, or was taken from it.
  static boolean isMain(String method) {
    return method.equals(MAIN) || method.equals(PART) || method.startsWith("do_it$");
  }

  /// Whether a frame is of a variable's value, which JShell moves to a method if its type has no
  /// name. The method is called from the code that stood around it.
  static boolean isPart(StackTraceElement frame) {
    return frame.getMethodName().equals(PART) && WRAPPED.matcher(frame.getClassName()).matches();
  }

  /// Whether a class of JShell's is a type that a cell declares, not what JShell wraps around it.
  static boolean isOfType(String name) {
    Matcher wrapper = WRAPPER.matcher(name.replace('.', '/'));
    return wrapper.lookingAt() && wrapper.end() < name.length();
  }

  /// Whether a class was declared by a cell.
  static boolean isDeclared(String className) {
    return DECLARED.matcher(className).matches();
  }
}
