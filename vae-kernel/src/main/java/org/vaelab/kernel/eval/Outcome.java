package org.vaelab.kernel.eval;

import java.util.List;

/// How a cell ended.
public sealed interface Outcome {

  /// It ran to its end and its last snippet was no expression.
  record Done() implements Outcome {}

  /// Its last snippet was an expression.
  ///
  /// @param value its value, may be null
  record Value(Object value) implements Outcome {}

  /// It did not compile, threw, or was stopped.
  ///
  /// @param name kind of error, such as the exception's class
  /// @param message what is wrong, in one line
  /// @param report what the user reads, line by line
  record Failed(String name, String message, List<String> report) implements Outcome {}
}
