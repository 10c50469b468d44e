package org.vaelab.kernel.eval;

import java.util.Optional;
import java.util.regex.Pattern;

/// The value of an expression, handed over by the cell's own code.
///
/// JShell makes a variable of every expression, which takes it two more runs of the compiler, to
/// find the variable's type first. An expression that is an argument takes one.
public final class CellValue {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*\\s*=(?!=).*", Pattern.DOTALL);

  private CellValue() {}

  /// Called by the code of cells.
  public static void is(Object value) {
    if (Thread.currentThread() instanceof CellThread thread) {
      thread.keep(Optional.ofNullable(value));
    }
  }

  /// A statement that hands over the value, if the snippet may be an expression with a value; it
  /// compiles only if it is one. An assignment to a variable is not taken for one.
  static Optional<String> statement(String snippet) {
    boolean expression =
        !snippet.stripTrailing().endsWith(";") && !ASSIGNMENT.matcher(snippet).matches();
    return expression
        ? Optional.of(CellValue.class.getName() + ".is(" + snippet + "\n);")
        : Optional.empty();
  }
}
