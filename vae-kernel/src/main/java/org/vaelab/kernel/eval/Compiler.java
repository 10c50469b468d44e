package org.vaelab.kernel.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.vaelab.kernel.memory.Reserve;
import org.vaelab.kernel.output.Cell;

/// JShell's compiler, kept right after code that breaks it.
///
/// What is too large for a class file leaves its snippet behind half declared and spoils the
/// compiler that JShell uses again for the next one; its own exceptions leave the former. Both
/// are undone here, so that only the code at fault fails.
final class Compiler {
  /// Enough for sums of thousands of terms: the compiler is recursive.
  private static final long STACK_BYTES = 16L << 20;

  private static final String LIMIT = "compiler.err.limit";

  /// The compiler failed, or the code is beyond the limits of class files.
  static final class FailedException extends Exception {
    FailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final JShell shell;
  private final BooleanSupplier begun;
  private boolean shallow;

  /// For one cell.
  ///
  /// @param begun whether code that was compiled has run
  Compiler(JShell shell, BooleanSupplier begun) {
    this.shell = shell;
    this.begun = begun;
  }

  /// Evaluates one snippet.
  ///
  /// @throws FailedException in one sentence; nothing of the snippet is left then
  List<SnippetEvent> eval(String snippet) throws FailedException {
    String split = LongStrings.split(snippet);
    List<SnippetEvent> events = evalOnce(split);
    boolean moved = !split.equals(snippet);
    // The errors are to stand where the user wrote them.
    return moved && events.stream().anyMatch(e -> e.status() == Status.REJECTED)
        ? evalOnce(snippet)
        : events;
  }

  /// Where in a rejected snippet the first error is.
  long firstError(List<SnippetEvent> events) {
    return events.stream()
        .flatMap(event -> shell.diagnostics(event.snippet()))
        .filter(Diag::isError)
        .mapToLong(Diag::getPosition)
        .min()
        .orElse(0);
  }

  private List<SnippetEvent> evalOnce(String snippet) throws FailedException {
    Set<String> before = ids();
    List<SnippetEvent> events = guarded(s -> s.eval(snippet), before, () -> !begun.getAsBoolean());
    for (SnippetEvent event : events) {
      String limit = event.status() == Status.VALID ? "" : limit(event.snippet());
      if (!limit.isEmpty()) {
        undo(before);
        throw new FailedException(limit, null);
      }
    }
    return events;
  }

  /// The statements and local declarations with which the rest of a cell begins.
  ///
  /// @throws FailedException in one sentence
  List<Piece> statements(String cell, int begin) throws FailedException {
    requireShallow(cell);
    return guarded(s -> Statements.atHead(cell, begin), ids(), () -> true);
  }

  /// Finds where the first snippet of the rest of a cell ends.
  ///
  /// @throws FailedException in one sentence
  CompletionInfo analyze(String source) throws FailedException {
    requireShallow(source);
    return guarded(s -> s.sourceCodeAnalysis().analyzeCompletion(source), ids(), () -> true);
  }

  private void requireShallow(String source) throws FailedException {
    if (!shallow) { // Once for a cell: what is left of it later is no deeper.
      Optional<String> tooDeep = Depth.problem(source);
      if (tooDeep.isPresent()) {
        throw new FailedException(tooDeep.get(), null);
      }
      shallow = true;
    }
  }

  private Set<String> ids() {
    return shell.snippets().map(Snippet::id).collect(Collectors.toSet());
  }

  /// In a full heap the compiler gets a second try: the reserve and what its first try held are
  /// free then.
  ///
  /// @param repeatable whether another try does nothing twice, asked after a failure
  private <T> T guarded(Function<JShell, T> use, Set<String> before, BooleanSupplier repeatable)
      throws FailedException {
    try {
      return attempt(use, before);
    } catch (FailedException e) {
      if (!(e.getCause() instanceof OutOfMemoryError) || !repeatable.getAsBoolean()) {
        throw e;
      }
    }
    System.gc();
    return attempt(use, before);
  }

  private <T> T attempt(Function<JShell, T> use, Set<String> before) throws FailedException {
    try {
      return withDeepStack(use);
    } catch (RuntimeException | Error e) {
      Reserve.releaseAfter(e);
      undo(before);
      throw new FailedException(explain(e), e);
    }
  }

  /// Uses the shell on a thread with a stack for deeply nested code. What the compiler prints
  /// about its own failures is dropped.
  private <T> T withDeepStack(Function<JShell, T> use) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              Cell.silenceCurrentThread();
              return use.apply(shell);
            });
    Thread thread = new Thread(null, task, "compiler", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (task.state() == Future.State.SUCCESS) {
      return task.resultNow();
    }
    if (task.exceptionNow() instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) task.exceptionNow();
  }

  private void undo(Set<String> before) {
    Set<Snippet> halfDeclared = new HashSet<>();
    shell
        .snippets()
        .filter(s -> !before.contains(s.id()) || !limit(s).isEmpty())
        .filter(s -> shell.status(s) != Status.VALID && shell.status(s).isActive())
        .forEach(halfDeclared::add);
    halfDeclared.forEach(shell::drop);
    // A new path makes JShell take a new compiler; the Java home has no classes on it.
    shell.addToClasspath(System.getProperty("java.home"));
  }

  private String limit(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .filter(d -> d.isError() && d.getCode().startsWith(LIMIT))
        .map(Compiler::explain)
        .findFirst()
        .orElse("");
  }

  private static String explain(Diag problem) {
    return switch (problem.getCode()) {
      case "compiler.err.limit.string", "compiler.err.limit.string.overflow" ->
          "A string constant is longer than the 65,535 bytes that Java allows: read the text from"
              + " a file, or join shorter strings with String.join.";
      case "compiler.err.limit.code",
          "compiler.err.limit.code.too.large.for.try.stmt",
          "compiler.err.limit.pool" ->
          "This code is too large for Java, which allows 65,535 bytes of compiled code in one"
              + " method (about 9,000 numbers in an array): read the numbers from a file or from a"
              + " string, or split the code.";
      default ->
          "This code is too large for Java (%s): split it."
              .formatted(problem.getMessage(Locale.ENGLISH));
    };
  }

  private static String explain(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "The Java heap is too small to compile this code: split it, set variables that hold"
          + " much to null, or reinstall the kernel with a larger --heap.";
    }
    if (String.valueOf(failure.getMessage()).contains(StackOverflowError.class.getName())
        || failure instanceof StackOverflowError) {
      return "This code is nested too deeply for the compiler: split it into several statements.";
    }
    return "The compiler cannot make sense of this code (%s): complete it or write it differently."
        .formatted(failure.getMessage() == null ? failure.getClass() : failure.getMessage());
  }
}
