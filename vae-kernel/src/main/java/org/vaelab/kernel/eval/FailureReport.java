package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import org.vaelab.kernel.memory.Exhaustion;

/// What the user reads when a cell fails: cell lines instead of generated names, no frames of the
/// kernel.
final class FailureReport {
  private static final int MAX_FRAMES = 30;
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private static final Pattern CELL = Pattern.compile("cells? \\d+(, \\d+)*");
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\w+");

  /// Compile errors.
  ///
  /// @param offset where the rejected snippet begins in the cell's code
  Outcome.Failed compileErrors(int cell, Shorthand shorthand, int offset, List<Diag> problems) {
    String source = shorthand.original();
    List<String> report = new ArrayList<>();
    String first = "";
    for (Diag problem : problems) {
      if (!problem.isError()) {
        continue;
      }
      int inCode = offset + (int) Math.max(0, problem.getPosition());
      int position = Math.clamp(shorthand.place(inCode), 0, source.length());
      int lineStart = source.lastIndexOf('\n', position - 1) + 1;
      String line = source.substring(lineStart, SourceText.lineEnd(source, position));
      int number = SourceText.lineOf(source, position);
      String message = problem.getMessage(Locale.ENGLISH);
      if (first.isEmpty()) {
        first = "cell %d, line %d: %s".formatted(cell, number, message.lines().findFirst().get());
      }
      report.add(RED + "Cell %d, line %d: ".formatted(cell, number) + PLAIN + message);
      report.add("    " + line);
      String indent = line.substring(0, position - lineStart).replaceAll("[^\t]", " ");
      int end =
          (int)
              Math.clamp(
                  shorthand.place(offset + (int) problem.getEndPosition()),
                  position + 1L,
                  lineStart + line.length() + 1L);
      report.add("    " + indent + RED + "^".repeat(Math.max(1, end - position)) + PLAIN);
    }
    return new Outcome.Failed("CompileError", first, report);
  }

  /// Code that the compiler cannot take at all.
  ///
  /// @param line where the code begins in the cell
  Outcome.Failed uncompilable(int cell, int line, String problem) {
    String place = "Cell %d, line %d: ".formatted(cell, line);
    return new Outcome.Failed(
        "CompileError", place + problem, List.of(RED + place + PLAIN + problem));
  }

  /// An exception or error that the cell threw.
  ///
  /// @param thrown what was thrown
  Outcome.Failed thrown(Throwable thrown) {
    List<String> report = new ArrayList<>();
    describe(thrown, "", report, new IdentityHashMap<>());
    advice(thrown).ifPresent(report::add);
    return new Outcome.Failed(
        thrown.getClass().getSimpleName(),
        thrown.getMessage() == null ? "" : thrown.getMessage(),
        report);
  }

  /// The same failure with a remark below, if there is one.
  static Outcome.Failed with(Outcome.Failed failed, String remark) {
    List<String> report = new ArrayList<>(failed.report());
    if (!remark.isEmpty()) {
      report.add(remark);
    }
    return new Outcome.Failed(failed.name(), failed.message(), report);
  }

  Outcome.Failed exited(CellExit exit) {
    String message = exit.getMessage() + ": the kernel ends; start a new one to go on.";
    return new Outcome.Failed("SystemExit", message, List.of(RED + message + PLAIN));
  }

  Outcome.Failed stopped(Optional<StackTraceElement[]> abandonedAt) {
    List<String> report = new ArrayList<>();
    report.add(RED + "Interrupted." + PLAIN + " Variables keep their values.");
    abandonedAt.ifPresent(
        frames -> {
          report.add(
              "The running code does not heed interrupts and goes on in the background;"
                  + " restart the kernel if it must end. It was here:");
          addFrames(frames, report);
        });
    return new Outcome.Failed("Interrupted", "The cell was interrupted.", report);
  }

  Outcome.Failed unresolved(String explanation) {
    return new Outcome.Failed(
        "UnresolvedReference", explanation, List.of(RED + explanation + PLAIN));
  }

  private void describe(
      Throwable thrown, String prefix, List<String> report, Map<Throwable, Boolean> seen) {
    if (seen.put(thrown, true) != null) {
      return;
    }
    String message = thrown.getMessage();
    report.add(
        prefix + RED + BOLD + className(thrown) + PLAIN + (message == null ? "" : ": " + message));
    addFrames(thrown.getStackTrace(), report);
    if (thrown.getCause() != null) {
      describe(thrown.getCause(), "caused by ", report, seen);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      describe(suppressed, "suppressed ", report, seen);
    }
  }

  private static String className(Throwable thrown) {
    String name = thrown.getClass().getName();
    return CellClasses.isDeclared(name) ? thrown.getClass().getSimpleName() : name;
  }

  private void addFrames(StackTraceElement[] frames, List<String> report) {
    int shown = 0;
    int hidden = 0;
    int repeated = 0;
    int end = frames.length;
    while (end > 0 && !inCell(frames[end - 1])) {
      end--; // Below a cell's code there is only what runs it.
    }
    boolean belowPart = false;
    for (StackTraceElement frame : end == 0 ? List.of(frames) : List.of(frames).subList(0, end)) {
      boolean caller = belowPart;
      belowPart = CellClasses.isPart(frame);
      if (internal(frame) || caller) {
        continue;
      }
      String line = "    at " + (inCell(frame) ? place(frame) : frame.toString());
      if (line.equals(report.getLast())) {
        repeated++; // Deep recursion: say it once.
      } else if (shown == MAX_FRAMES) {
        hidden++;
      } else {
        flushRepeated(repeated, report);
        repeated = 0;
        shown++;
        report.add(line);
      }
    }
    flushRepeated(repeated, report);
    if (hidden > 0) {
      report.add("    ... and " + hidden + " more");
    }
  }

  private static void flushRepeated(int repeated, List<String> report) {
    if (repeated > 0) {
      report.add("    ... %,d more times".formatted(repeated));
    }
  }

  private static boolean inCell(StackTraceElement frame) {
    return frame.getFileName() != null && CELL.matcher(frame.getFileName()).matches();
  }

  private static String place(StackTraceElement frame) {
    String where = "%s, line %d".formatted(frame.getFileName(), frame.getLineNumber());
    String name = frame.getClassName();
    // Neither a wrapper nor an anonymous class has a name for the user.
    String owner =
        name.indexOf('$') < 0
            ? ""
            : name.substring(name.lastIndexOf('$') + 1).replaceFirst("^\\d+", "");
    String method = LAMBDA.matcher(frame.getMethodName()).replaceFirst("$1");
    boolean main = owner.isEmpty() && CellClasses.isMain(method);
    return main ? where : where + " in " + (owner.isEmpty() ? "" : owner + ".") + method;
  }

  private static boolean internal(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("org.vaelab.kernel.")
        || name.startsWith("jdk.internal.reflect.")
        || name.startsWith("java.lang.reflect.")
        || name.startsWith("java.lang.invoke.LambdaForm");
  }

  private static Optional<String> advice(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      return Optional.of(
          Exhaustion.isOfArrays(error)
              ? "Native memory of ND4J is used up: let go of arrays (close() them, or set their"
                  + " variables to null), or reinstall the kernel with a larger --native-memory."
              : "The Java heap, or as much of direct buffers, is used up: set variables that hold"
                  + " much to null, or reinstall the kernel with a larger --heap.");
    }
    return Optional.empty();
  }
}
