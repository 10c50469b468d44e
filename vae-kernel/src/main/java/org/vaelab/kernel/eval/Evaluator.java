package org.vaelab.kernel.eval;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.vaelab.kernel.display.Display;
import org.vaelab.kernel.display.Shown;
import org.vaelab.kernel.memory.Exhaustion;
import org.vaelab.kernel.memory.Reserve;
import org.vaelab.kernel.output.Cell;

/// Evaluates cells. One cell at a time; only [CellRunner#requestStop()] may be called meanwhile.
public final class Evaluator {
  private static final Set<SubKind> WITH_VALUE =
      Set.of(
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND,
          SubKind.VAR_VALUE_SUBKIND);

  /// Types whose values a cell shows wherever they stand.
  private static final Set<String> SHOWN =
      Stream.concat(Stream.of(Shown.class), Arrays.stream(Shown.class.getPermittedSubclasses()))
          .map(Class::getSimpleName)
          .collect(Collectors.toSet());

  /// Methods that return such values in every notebook.
  private static final Set<String> SHOWING =
      Arrays.stream(Display.class.getMethods())
          .filter(m -> Shown.class.isAssignableFrom(m.getReturnType()))
          .map(Method::getName)
          .collect(Collectors.toSet());

  /// Runs a line that begins with `%`.
  @FunctionalInterface
  public interface LineCommands {
    /// @param number the line's number in the cell
    /// @param line the line from the `%` on; with `%%` the rest of the cell
    /// @return how it ended; a value of it is shown if it is the last in the cell
    Outcome run(Cell cell, int number, String line);
  }

  private final CellRunner runner = new CellRunner();
  private final Origins origins = new Origins();
  private final FailureReport failures = new FailureReport();
  private final List<String> addedJars = new ArrayList<>();
  private final NamePrecedence precedence = new NamePrecedence();
  private final List<DeclarationSnippet> unresolved = new ArrayList<>();

  /// Names of the variables that the cell declared.
  private final Set<String> made = new LinkedHashSet<>();

  private CellExecutionControl control;
  private CompletableFuture<JShell> shell;

  /// Returns at once; what needs the compiler waits until it is ready.
  public Evaluator() {
    HeapWatch.start();
    start();
  }

  private void start() {
    control = new CellExecutionControl(runner, origins, this::shell);
    ExecutionControlProvider provider =
        new ExecutionControlProvider() {
          @Override
          public String name() {
            return "cells";
          }

          @Override
          public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return control;
          }
        };
    List<String> jars = addedJars();
    shell =
        CompletableFuture.supplyAsync(
            () -> prepare(provider, jars),
            task -> Thread.ofPlatform().daemon().name("preparation").start(task));
  }

  private static JShell prepare(ExecutionControlProvider provider, List<String> jars) {
    JShell shell =
        JShell.builder()
            .executionEngine(provider, Map.of())
            .compilerOptions("-parameters", "-Xlint:none")
            .build();
    jars.forEach(shell::addToClasspath);
    for (String name : Imports.names()) {
      shell.eval("import " + name + ";");
    }
    return shell;
  }

  /// Forgets all declarations of cells; the libraries that they added stay.
  public void reset() {
    control.releaseSuperseded(Set.of());
    runner.forgetClasses();
    shell().close();
    origins.clear();
    start();
  }

  public CellRunner runner() {
    return runner;
  }

  JShell shell() {
    if (shell.isCompletedExceptionally()) { // For lack of memory.
      start();
    }
    return shell.join();
  }

  /// The object that a variable of the cells holds now.
  public Object value(VarSnippet variable) {
    return control.variable(variable.name());
  }

  /// The variables of the cells in order of declaration.
  public List<VarSnippet> variables() {
    return shell()
        .variables()
        .filter(v -> v.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND)
        .toList();
  }

  /// The declarations and imports in force, for a compiler beside this one.
  List<Snippet> declarations() {
    return shell().snippets().filter(snippet -> shell().status(snippet).isActive()).toList();
  }

  /// The jars that cells added.
  List<String> addedJars() {
    return List.copyOf(addedJars);
  }

  /// Runs work of the kernel on behalf of a cell, so that it can be stopped like the cell's own.
  ///
  /// @throws CellStopped if it was
  public <T, E extends Exception> T runInterruptibly(Work<T, E> work) throws E {
    try {
      @SuppressWarnings("unchecked")
      T result = (T) runner.call(work::run);
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      @SuppressWarnings("unchecked")
      E declared = (E) e;
      throw declared;
    }
  }

  /// Work that may fail.
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /// Makes a jar visible to later cells.
  public void addToClassPath(String jar) {
    shell().addToClasspath(jar);
    addedJars.add(jar);
    precedence.addToClassPath(Path.of(jar));
  }

  /// Runs a cell: its snippets in order, up to the first that fails.
  public Outcome run(Cell cell, String source, LineCommands commands) {
    made.clear();
    Outcome outcome = runSnippets(cell, source, commands);
    noteUnresolved();
    noteLost();
    if (outcome instanceof Outcome.Failed failed && usedUpMemory()) {
      // What used up the memory may be in the failed cell's own variables.
      List<String> freed = control.letGo(made);
      release();
      return FailureReport.with(failed, Exhaustion.remark(freed, held()));
    }
    release();
    return outcome;
  }

  private boolean usedUpMemory() {
    return control.failure().flatMap(Exhaustion::in).filter(Exhaustion::lasts).isPresent();
  }

  /// Says which declarations of the cell wait for others.
  private void noteUnresolved() {
    for (DeclarationSnippet snippet : unresolved) {
      Status status = shell().status(snippet);
      if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
        System.err.println("Note: " + explain(snippet));
      }
    }
    unresolved.clear();
  }

  /// Says which variables have no value any more, as their class is another now.
  private void noteLost() {
    Set<String> names = variables().stream().map(VarSnippet::name).collect(Collectors.toSet());
    String lost =
        control.takeLost().stream().filter(names::contains).collect(Collectors.joining(", "));
    if (!lost.isEmpty()) {
      System.err.println(
          "Note: a class was declared anew, and what held objects of the old one is empty until its"
              + " cell runs again: %s.".formatted(lost));
    }
  }

  private Map<String, Object> held() {
    Map<String, Object> held = new LinkedHashMap<>();
    variables().forEach(variable -> held.put(variable.name(), value(variable)));
    return held;
  }

  private Outcome runSnippets(Cell cell, String source, LineCommands commands) {
    Outcome outcome = new Outcome.Done();
    int offset = 0;
    Compiler compiler = new Compiler(shell());
    Deque<Piece> pieces = new ArrayDeque<>();
    try {
      while (true) {
        offset = SourceText.skipBlank(source, offset);
        if (offset == source.length() || outcome instanceof Outcome.Failed) {
          return outcome;
        }
        showInPassing(outcome);
        if (source.charAt(offset) == '%') {
          int end =
              source.startsWith("%%", offset)
                  ? source.length()
                  : SourceText.lineEnd(source, offset);
          compiler = null; // A reset lets go of its shell.
          int number = SourceText.lineOf(source, offset);
          outcome = commands.run(cell, number, source.substring(offset, end));
          compiler = new Compiler(shell());
          offset = end;
          continue;
        }
        if (pieces.isEmpty()) {
          pieces.addAll(Piece.next(compiler, source, offset));
        }
        if (pieces.isEmpty()) {
          return outcome;
        }
        int end = pieces.getLast().end();
        List<VarSnippet> defined =
            variables().stream().filter(v -> shell().status(v).isDefined()).toList();
        try {
          outcome = runNext(compiler, cell, source, pieces);
        } finally {
          declareAgain(defined);
        }
        offset = pieces.isEmpty() ? end : pieces.getFirst().begin();
      }
    } catch (Compiler.FailedException e) {
      return failures.uncompilable(
          cell.number(), SourceText.lineOf(source, offset), e.getMessage());
    }
  }

  /// What a cell goes past without a word, unless it exists to be shown.
  private void showInPassing(Outcome outcome) {
    if (outcome instanceof Outcome.Value(Shown value)) {
      Display.display(value);
    }
  }

  /// Runs the piece at the head of the list, and takes it away, or several that can stand in one
  /// block.
  private Outcome runNext(Compiler compiler, Cell cell, String source, Deque<Piece> pieces)
      throws Compiler.FailedException {
    int count = plainAtHead(pieces);
    while (count > 1) {
      List<Piece> together = pieces.stream().limit(count).toList();
      Block block = Block.of(source, together);
      try {
        expect(cell, source, together.getFirst());
        List<SnippetEvent> events = compiler.eval(block.code());
        if (!rejected(events)) {
          together.forEach(pieces::remove);
          return outcomeOf(cell, source, together.getFirst().begin(), events, false);
        }
        // What is before the error runs, as it does when each has a snippet of its own.
        count = block.pieceAt(compiler.firstError(events));
      } catch (Compiler.FailedException e) {
        count /= 2; // Too much code for one method.
      }
    }
    Piece piece = pieces.remove();
    expect(cell, source, piece);
    Optional<String> valued =
        piece.mayHaveValue() ? CellValue.statement(piece.code()) : Optional.empty();
    if (valued.isPresent()) {
      List<SnippetEvent> events = compiler.eval(valued.get());
      if (!events.isEmpty() && !rejected(events)) {
        return outcomeOf(cell, source, piece.begin(), events, true);
      }
    }
    return outcomeOf(cell, source, piece.begin(), compiler.eval(piece.code()), false);
  }

  private void expect(Cell cell, String source, Piece piece) {
    control.forgetOutcome();
    origins.expect(cell.number(), SourceText.lineOf(source, piece.begin()));
  }

  /// Declares variables again that JShell has given up: by a declaration that the compiler refused
  /// in the end, or as their initialisers do not fit a class any more that was declared anew.
  private void declareAgain(List<VarSnippet> defined) {
    List<VarSnippet> lost =
        defined.stream()
            .filter(v -> !shell().status(v).isDefined() && shell().status(v) != Status.DROPPED)
            .toList();
    Set<String> names =
        variables().stream()
            .filter(v -> shell().status(v).isDefined())
            .map(VarSnippet::name)
            .collect(Collectors.toSet());
    for (VarSnippet variable : lost) {
      if (names.add(variable.name())) {
        Object value = value(variable);
        shell().eval("%s %s;".formatted(variable.typeName(), variable.name()));
        control.setVariable(variable.name(), value);
      }
    }
  }

  /// How many pieces can stand in one block; never the last, which may have a value to show.
  private int plainAtHead(Deque<Piece> pieces) {
    Set<String> showing =
        shell()
            .methods()
            .filter(m -> SHOWN.stream().anyMatch(m.signature()::endsWith))
            .map(MethodSnippet::name)
            .collect(Collectors.toSet());
    int count = 0;
    for (Piece piece : pieces) {
      if (count == pieces.size() - 1
          || piece.plainCall().isEmpty()
          || SHOWING.contains(piece.plainCall().get())
          || showing.contains(piece.plainCall().get())) {
        break;
      }
      count++;
    }
    return count;
  }

  private static boolean rejected(List<SnippetEvent> events) {
    return events.stream().anyMatch(e -> e.status() == Status.REJECTED);
  }

  private Outcome outcomeOf(
      Cell cell, String source, int offset, List<SnippetEvent> events, boolean valued) {
    Outcome outcome = new Outcome.Done();
    for (SnippetEvent event : events) {
      if (event.causeSnippet() != null) {
        continue;
      }
      origins.add(event.snippet());
      if (event.snippet() instanceof VarSnippet variable) {
        made.add(variable.name());
      }
      outcome = outcomeOf(cell, source, offset, event, valued);
      if (outcome instanceof Outcome.Failed) {
        return outcome;
      }
      precedence.prefer(shell(), event.snippet());
    }
    if (runner.stopRequested()) {
      return failures.stopped(Optional.empty());
    }
    return outcome;
  }

  private Outcome outcomeOf(
      Cell cell, String source, int offset, SnippetEvent event, boolean valued) {
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED) {
      return failures.compileErrors(
          cell.number(), source, offset, shell().diagnostics(snippet).toList());
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      return failures.unresolved(e, explain(e.getSnippet()));
    }
    Optional<Throwable> thrown = control.failure();
    if (thrown.isPresent()) {
      return failed(thrown.get());
    }
    if (event.status() == Status.RECOVERABLE_DEFINED
        || event.status() == Status.RECOVERABLE_NOT_DEFINED) {
      unresolved.add((DeclarationSnippet) snippet);
      return new Outcome.Done();
    }
    return valued || WITH_VALUE.contains(snippet.subKind())
        ? new Outcome.Value(control.value())
        : new Outcome.Done();
  }

  private Outcome failed(Throwable thrown) {
    if (thrown instanceof CellRunner.AbandonedException abandoned) {
      return failures.stopped(Optional.of(abandoned.getStackTrace()));
    }
    if (thrown instanceof CellExit exit) {
      return failures.exited(exit);
    }
    return runner.stopRequested() ? failures.stopped(Optional.empty()) : failures.thrown(thrown);
  }

  /// The report for something that code outside of snippets threw on the cell thread, such as a
  /// result's own rendering.
  public Outcome.Failed failureOf(Throwable thrown) {
    return (Outcome.Failed) failed(thrown);
  }

  private String explain(DeclarationSnippet snippet) {
    String missing = shell().unresolvedDependencies(snippet).collect(Collectors.joining(", "));
    String problem =
        missing.isEmpty()
            ? shell()
                .diagnostics(snippet)
                .map(d -> d.getMessage(Locale.ENGLISH))
                .collect(Collectors.joining("; "))
            : missing + (missing.contains(",") ? " are" : " is") + " not declared yet";
    return "'%s' cannot be used: %s.".formatted(snippet.name(), problem);
  }

  /// Lets go of temporary results and of values whose variables were declared anew.
  private void release() {
    List<VarSnippet> temporary = new ArrayList<>();
    Set<String> live = new HashSet<>();
    shell()
        .variables()
        .forEach(
            v -> {
              if (v.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
                temporary.add(v);
              } else {
                live.add(v.name());
              }
            });
    temporary.forEach(shell()::drop);
    control.releaseSuperseded(live);
    control.forgetOutcome();
    Reserve.refill();
  }
}
