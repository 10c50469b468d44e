package org.vaelab.kernel.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.vaelab.kernel.memory.Exhaustion;
import org.vaelab.kernel.memory.Reserve;
import org.vaelab.kernel.output.Cell;
import org.vaelab.kernel.recall.NotKeptException;
import org.vaelab.kernel.recall.Results;

/// Evaluates cells. One cell at a time; only [CellRunner#requestStop()] may be called meanwhile.
public final class Evaluator {
  /// Runs a line that begins with `%` or `!`.
  @FunctionalInterface
  public interface LineCommands {
    /// @param number the line's number in the cell
    /// @param line the line from this sign on; with `%%` the rest of the cell
    /// @return how it ended; a value of it is shown if it is the last in the cell
    Outcome run(Cell cell, int number, String line);
  }

  private final CellRunner runner = new CellRunner();
  private final Origins origins = new Origins();
  private final FailureReport failures = new FailureReport();
  private final List<String> addedJars = new ArrayList<>();
  private final NamePrecedence precedence = new NamePrecedence();
  private final CellDocs docs = new CellDocs();
  private String expression = "";
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
    Results.clear();
    runner.forgetClasses();
    shell().close();
    origins.clear();
    docs.clear();
    start();
  }

  public CellRunner runner() {
    return runner;
  }

  /// Another one after a reset.
  CellExecutionControl control() {
    return control;
  }

  Origins origins() {
    return origins;
  }

  FailureReport failures() {
    return failures;
  }

  CellDocs docs() {
    return docs;
  }

  NamePrecedence precedence() {
    return precedence;
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

  /// Whether the cells have a variable of a name.
  boolean isVariable(String name) {
    return variables().stream().anyMatch(variable -> variable.name().equals(name));
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
    CellRun run;
    try {
      run = new CellRun(this, cell, java(source), commands);
    } catch (NotKeptException e) {
      return new Outcome.Failed("NameError", e.getMessage(), List.of(e.getMessage()));
    }
    Outcome outcome = run.run();
    run.note();
    if (outcome instanceof Outcome.Failed failed && usedUpMemory()) {
      Results.clear();
      // What used up the memory may be in the failed cell's own variables.
      List<String> freed = control.letGo(run.made());
      release();
      return FailureReport.with(
          failed, Exhaustion.remark(freed, held(), type -> CellClasses.isDeclared(type.getName())));
    }
    release();
    return outcome;
  }

  private Shorthand java(String source) {
    return Shorthand.of(source, this::isVariable, number -> ResultTypes.of(number, shell()));
  }

  /// Remembers the value of a cell for later ones.
  public void keep(int number, Object value) {
    Results.keep(number, value, expression, type -> CellClasses.isDeclared(type.getName()));
  }

  /// A cell begins that later ones may refer to.
  public void begin(int number, String source) {
    Results.asked(number, source);
    if (!Shorthand.mayRecall(source)) {
      Results.weaken();
    }
  }

  /// The code whose value the latest outcome is, empty if it is of none.
  void setExpression(String code) {
    expression = code;
  }

  private boolean usedUpMemory() {
    return control.failure().flatMap(Exhaustion::in).filter(Exhaustion::lasts).isPresent();
  }

  private Map<String, Object> held() {
    Map<String, Object> held = new LinkedHashMap<>();
    variables().forEach(variable -> held.put(variable.name(), value(variable)));
    return held;
  }

  Outcome failed(Throwable thrown) {
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
