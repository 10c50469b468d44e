package org.vaelab.kernel.eval;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.vaelab.kernel.display.Display;
import org.vaelab.kernel.display.Shown;
import org.vaelab.kernel.output.Cell;

/// A cell that is run: its pieces in order, up to the first that fails.
final class CellRun {
  private static final Set<SubKind> WITH_VALUE =
      Set.of(
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND,
          SubKind.VAR_VALUE_SUBKIND);

  private final Evaluator evaluator;
  private final Cell cell;
  private final Shorthand shorthand;
  private final String source;
  private final Evaluator.LineCommands commands;
  private final List<DeclarationSnippet> unresolved = new ArrayList<>();
  private final Set<String> made = new LinkedHashSet<>();

  CellRun(Evaluator evaluator, Cell cell, Shorthand shorthand, Evaluator.LineCommands commands) {
    this.evaluator = evaluator;
    this.cell = cell;
    this.shorthand = shorthand;
    this.source = shorthand.code();
    this.commands = commands;
  }

  /// Names of the variables that the cell declared.
  Set<String> made() {
    return made;
  }

  private JShell shell() {
    return evaluator.shell();
  }

  private CellExecutionControl control() {
    return evaluator.control();
  }

  /// Says what the user may not expect of the declarations, now that all are made.
  void note() {
    noteUnresolved();
    noteLost();
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
    Set<String> names =
        evaluator.variables().stream().map(VarSnippet::name).collect(Collectors.toSet());
    String lost =
        control().takeLost().stream().filter(names::contains).collect(Collectors.joining(", "));
    if (!lost.isEmpty()) {
      System.err.println(
          "Note: a class was declared anew, and what held objects of the old one is empty until its"
              + " cell runs again: %s.".formatted(lost));
    }
  }

  Outcome run() {
    Outcome outcome = new Outcome.Done();
    int offset = 0;
    Compiler compiler = compiler();
    Deque<Piece> pieces = new ArrayDeque<>();
    try {
      while (true) {
        offset = SourceText.skipBlank(source, offset);
        if (offset == source.length() || outcome instanceof Outcome.Failed) {
          return outcome;
        }
        showInPassing(outcome);
        if (CommandLine.isAt(source, offset, evaluator::isVariable)) {
          int end = CommandLine.end(source, offset);
          compiler = null; // A reset lets go of its shell.
          int number = SourceText.lineOf(source, offset);
          evaluator.setExpression("");
          outcome = commands.run(cell, number, source.substring(offset, end));
          compiler = compiler();
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
            evaluator.variables().stream().filter(v -> shell().status(v).isDefined()).toList();
        try {
          outcome = runNext(compiler, pieces);
        } finally {
          declareAgain(defined);
        }
        offset = pieces.isEmpty() ? end : pieces.getFirst().begin();
      }
    } catch (Compiler.FailedException e) {
      return evaluator
          .failures()
          .uncompilable(cell.number(), SourceText.lineOf(source, offset), e.getMessage());
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
  private Outcome runNext(Compiler compiler, Deque<Piece> pieces) throws Compiler.FailedException {
    int count = PlainPieces.atHead(pieces, shell());
    while (count > 1) {
      List<Piece> together = pieces.stream().limit(count).toList();
      Block block = Block.of(source, together);
      try {
        expect(together.getFirst());
        List<SnippetEvent> events = compiler.eval(block.code());
        if (!rejected(events)) {
          together.forEach(pieces::remove);
          return outcomeOf(together.getFirst().begin(), events, false);
        }
        // What is before the error runs, as it does when each has a snippet of its own.
        count = block.pieceAt(compiler.firstError(events));
      } catch (Compiler.FailedException e) {
        count /= 2; // Too much code for one method.
      }
    }
    Piece piece = pieces.remove();
    expect(piece);
    evaluator.setExpression(piece.code());
    Optional<String> valued =
        piece.mayHaveValue() ? CellValue.statement(piece.code()) : Optional.empty();
    if (valued.isPresent()) {
      List<SnippetEvent> events = compiler.eval(valued.get());
      if (!events.isEmpty() && !rejected(events)) {
        return outcomeOf(piece.begin(), events, true);
      }
    }
    return outcomeOf(piece.begin(), compiler.eval(piece.code()), false);
  }

  private Compiler compiler() {
    return new Compiler(shell(), control()::begun);
  }

  private void expect(Piece piece) {
    control().forgetOutcome();
    evaluator.origins().expect(cell.number(), SourceText.lineOf(source, piece.begin()));
  }

  /// Declares variables again that JShell has given up: by a declaration that the compiler refused
  /// in the end, or as their initialisers do not fit a class any more that was declared anew.
  private void declareAgain(List<VarSnippet> defined) {
    List<VarSnippet> lost =
        defined.stream()
            .filter(v -> !shell().status(v).isDefined() && shell().status(v) != Status.DROPPED)
            .toList();
    if (lost.isEmpty()) {
      return;
    }
    Set<String> names =
        evaluator.variables().stream()
            .filter(v -> shell().status(v).isDefined())
            .map(VarSnippet::name)
            .collect(Collectors.toSet());
    for (VarSnippet variable : lost) {
      if (names.add(variable.name())) {
        Object value = evaluator.value(variable);
        shell().eval("%s %s;".formatted(variable.typeName(), variable.name()));
        control().setVariable(variable.name(), value);
      }
    }
  }

  private static boolean rejected(List<SnippetEvent> events) {
    return events.stream().anyMatch(e -> e.status() == Status.REJECTED);
  }

  private Outcome outcomeOf(int offset, List<SnippetEvent> events, boolean valued) {
    Outcome outcome = new Outcome.Done();
    for (SnippetEvent event : events) {
      if (event.causeSnippet() != null) {
        continue;
      }
      evaluator.origins().add(event.snippet());
      if (event.snippet() instanceof VarSnippet variable) {
        made.add(variable.name());
      }
      outcome = outcomeOf(offset, event, valued);
      if (outcome instanceof Outcome.Failed) {
        return outcome;
      }
      evaluator.docs().declared(event.snippet(), source, offset);
      evaluator.precedence().prefer(shell(), event.snippet());
    }
    if (evaluator.runner().stopRequested()) {
      return evaluator.failures().stopped(Optional.empty());
    }
    return outcome;
  }

  private Outcome outcomeOf(int offset, SnippetEvent event, boolean valued) {
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED) {
      return evaluator
          .failures()
          .compileErrors(cell.number(), shorthand, offset, shell().diagnostics(snippet).toList());
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      return evaluator.failures().unresolved(explain(e.getSnippet()));
    }
    Optional<Throwable> thrown = control().failure();
    if (thrown.isPresent()) {
      return evaluator.failed(thrown.get());
    }
    if (event.status() == Status.RECOVERABLE_DEFINED
        || event.status() == Status.RECOVERABLE_NOT_DEFINED) {
      unresolved.add((DeclarationSnippet) snippet);
      return new Outcome.Done();
    }
    return valued || WITH_VALUE.contains(snippet.subKind())
        ? new Outcome.Value(control().value())
        : new Outcome.Done();
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
}
