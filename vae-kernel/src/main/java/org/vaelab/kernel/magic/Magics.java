package org.vaelab.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.kernel.display.Display;
import org.vaelab.kernel.eval.Evaluator;
import org.vaelab.kernel.eval.Outcome;
import org.vaelab.kernel.output.Cell;

/// Lines of cells that begin with `%`, or with `!`.
public final class Magics implements Evaluator.LineCommands {
  /// One command.
  ///
  /// @param usage how it is written
  /// @param purpose what it does
  private record Command(String usage, String purpose, Action action) {}

  @FunctionalInterface
  private interface Action {
    /// @param argument behind line breaks, so that code has the lines that it has in the cell
    /// @throws MagicException with one sentence for the user
    Outcome run(Cell cell, String argument) throws MagicException;
  }

  private static final List<String> NAMES =
      List.of(
          "help",
          "time",
          "%time",
          "timeit",
          "%timeit",
          "%html",
          "%markdown",
          "env",
          "maven",
          "jars",
          "load",
          "run",
          "vars",
          "reset");

  private final Evaluator evaluator;
  private final VariablesPanel variables;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  private final Environment environment = new Environment();

  public Magics(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.variables = new VariablesPanel(evaluator);
    add("help", "%help", "lists these commands", (cell, argument) -> help());
    add("time", "%time CODE", "runs code and says how long it took", this::time);
    add("%time", "%%time", "on a cell's first line: says how long the cell took", this::time);
    add("timeit", "%timeit CODE", "runs code many times and shows the median", this::timeIt);
    add("%timeit", "%%timeit", "on a cell's first line: the same for the cell", this::timeIt);
    add(
        "%html",
        "%%html",
        "on a cell's first line: shows the cell as HTML",
        (cell, argument) -> new Outcome.Value(Display.html(argument.strip())));
    add(
        "%markdown",
        "%%markdown",
        "on a cell's first line: shows the cell as Markdown",
        (cell, argument) -> new Outcome.Value(Display.markdown(argument.strip())));
    add(
        "env",
        "%env [NAME[=VALUE]]",
        "shows a variable of the environment, or all, or sets one for !COMMAND",
        (cell, argument) -> environment.command(argument.strip()));
    add(
        "maven",
        "%maven GROUP:ARTIFACT:VERSION",
        "adds a library and all it needs from Maven's central repository",
        (cell, argument) -> maven(argument.strip()));
    add(
        "jars",
        "%jars FILE_OR_PATTERN",
        "adds jar files, such as lib/*.jar",
        (cell, argument) -> jars(argument.strip()));
    add(
        "load",
        "%load FILE_OR_URL",
        "puts a text in the place of this cell",
        (cell, argument) -> load(cell, argument.strip()));
    add(
        "run",
        "%run FILE.java",
        "runs a file of code as if it stood here",
        (cell, argument) -> evaluator.run(cell, text(argument.strip()), this));
    add(
        "vars",
        "%vars",
        "shows the variables, and keeps the table up to date",
        (cell, argument) -> {
          variables.show();
          return new Outcome.Done();
        });
    add(
        "reset",
        "%reset",
        "forgets all declarations and imports of cells, but not libraries",
        (cell, argument) -> reset());
  }

  /// What stands behind the `%`.
  static List<String> names() {
    return NAMES;
  }

  private void add(String name, String usage, String purpose, Action action) {
    commands.put(name, new Command(usage, purpose, action));
  }

  @Override
  public Outcome run(Cell cell, int number, String line) {
    String text = line.substring(1).strip();
    if (line.startsWith("!")) {
      return attempt(() -> shell(text));
    }
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String name = text.substring(0, end);
    Command command = commands.get(name);
    String argument = text.substring(end).strip();
    String head = line.substring(0, line.stripTrailing().length() - argument.length());
    String above = "\n".repeat(number - 1 + (int) head.chars().filter(c -> c == '\n').count());
    return attempt(
        () -> {
          if (command == null) {
            throw new MagicException(
                "There is no command %%%s; did you mean %s? %%help lists all."
                    .formatted(name, commands.get(nearest(name)).usage()));
          }
          return command.action().run(cell, above + argument);
        });
  }

  @FunctionalInterface
  private interface Attempt {
    Outcome run() throws MagicException;
  }

  private static Outcome attempt(Attempt attempt) {
    try {
      return attempt.run();
    } catch (MagicException e) {
      return new Outcome.Failed("CommandError", e.getMessage(), List.of(e.getMessage()));
    }
  }

  private String nearest(String name) {
    return commands.keySet().stream()
        .min(Comparator.comparingInt(known -> distance(known, name)))
        .orElseThrow();
  }

  /// Levenshtein's edit distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private Outcome help() {
    StringBuilder text = new StringBuilder();
    commands.values().forEach(c -> text.append("%-32s %s%n".formatted(c.usage(), c.purpose())));
    text.append("%-32s %s%n".formatted("!COMMAND", "runs a command of the shell"));
    System.out.print(text);
    return new Outcome.Done();
  }

  private Outcome time(Cell cell, String code) {
    long start = System.nanoTime();
    long runBefore = evaluator.runner().runNanos();
    Outcome outcome = evaluator.run(cell, code, this);
    long run = evaluator.runner().runNanos() - runBefore;
    long rest = System.nanoTime() - start - run;
    System.out.println(
        "Time: %s (and %s to compile)".formatted(TimeIt.text(run), TimeIt.text(rest)));
    return outcome;
  }

  private Outcome timeIt(Cell cell, String code) throws MagicException {
    if (code.isBlank()) {
      throw new MagicException("%timeit needs code on its line, such as %timeit Math.sin(1).");
    }
    String body = code.endsWith(";") ? code.substring(0, code.length() - 1) : code;
    String lambda = body.contains(";") ? "{ " + body + "; }" : body;
    String measured = TimeIt.class.getName() + ".measure(() -> " + lambda + ");";
    return evaluator.run(cell, measured, this);
  }

  private Outcome maven(String coordinates) throws MagicException {
    List<Path> jars = evaluator.runInterruptibly(() -> MavenLibraries.resolve(coordinates));
    jars.forEach(jar -> evaluator.addToClassPath(jar.toString()));
    System.out.println("%d jars added.".formatted(jars.size()));
    MavenLibraries.shadowed(jars, System.getProperty("java.class.path"))
        .forEach(System.out::println);
    return new Outcome.Done();
  }

  private Outcome jars(String pattern) throws MagicException {
    List<Path> jars = find(pattern);
    if (jars.isEmpty()) {
      throw new MagicException(
          "No file matches '%s' (in %s).".formatted(pattern, Path.of("").toAbsolutePath()));
    }
    for (Path jar : jars) {
      evaluator.addToClassPath(jar.toString());
      System.out.println(jar);
    }
    return new Outcome.Done();
  }

  private static List<Path> find(String pattern) throws MagicException {
    Path path = Path.of(pattern);
    if (Files.exists(path)) {
      return List.of(path);
    }
    Path parent = path.getParent() == null ? Path.of(".") : path.getParent();
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      var matcher = parent.getFileSystem().getPathMatcher("glob:" + path.getFileName());
      try (Stream<Path> files = Files.list(parent)) {
        files.filter(file -> matcher.matches(file.getFileName())).sorted().forEach(found::add);
      } catch (IOException e) {
        throw new MagicException("The directory %s cannot be read: %s".formatted(parent, e));
      }
    }
    return found;
  }

  private Outcome load(Cell cell, String source) throws MagicException {
    cell.replaceBy("// %%load %s%n%s".formatted(source, text(source)));
    return new Outcome.Done();
  }

  private String text(String source) throws MagicException {
    return stoppable(() -> LoadedText.of(source));
  }

  private Outcome shell(String command) throws MagicException {
    return stoppable(
        () -> {
          Shell.run(command, environment.own());
          return new Outcome.Done();
        });
  }

  /// Work on the cell's thread that heeds interrupts.
  private <T> T stoppable(Evaluator.Work<T, Exception> work) throws MagicException {
    try {
      return evaluator.runInterruptibly(work);
    } catch (MagicException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // Of a stop, which the cell reports as such.
    }
  }

  /// Brings up to date what the commands show.
  public void cellEnded() {
    variables.update();
  }

  private Outcome reset() {
    evaluator.reset();
    return new Outcome.Done();
  }
}
