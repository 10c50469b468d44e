package org.vaelab.kernel.eval;

import java.util.Optional;

/// How deep the tree of a piece of code can be, as far as its brackets and operators tell. The
/// compiler is recursive, and its time grows faster than the depth: what is deeper than anybody
/// writes by hand would take minutes that nothing can interrupt.
final class Depth {
  private static final int MOST_BRACKETS = 500;
  private static final int MOST_OPERATORS = 3000;
  private static final String OPERATORS = "+-*/%&|^<>?:=";

  private Depth() {}

  /// A sentence if the code is too deep.
  static Optional<String> problem(String source) {
    int brackets = 0;
    int operators = 0;
    boolean inOperator = false;
    int i = 0;
    while (i < source.length()) {
      int next = SourceText.skipText(source, i);
      if (next > i) {
        i = next;
        continue;
      }
      char c = source.charAt(i++);
      if ("([{".indexOf(c) >= 0) {
        brackets++;
      } else if (")]}".indexOf(c) >= 0) {
        brackets--;
      }
      if (";,{}".indexOf(c) >= 0) {
        operators = 0;
      }
      boolean operator = OPERATORS.indexOf(c) >= 0;
      if (operator && !inOperator) {
        operators++;
      }
      inOperator = operator;
      if (brackets > MOST_BRACKETS) {
        return Optional.of(
            "This code nests brackets more than %,d deep: split it into several statements."
                .formatted(MOST_BRACKETS));
      }
      if (operators > MOST_OPERATORS) {
        return Optional.of(
            "An expression has more than %,d operators: split it, or compute it in a loop."
                .formatted(MOST_OPERATORS));
      }
    }
    return Optional.empty();
  }
}
