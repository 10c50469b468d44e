package org.vaelab.kernel.eval;

import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// What JShell takes for one snippet of a cell.
///
/// @param begin where it begins in the cell
/// @param end where it ends there
/// @param code with its semicolon, if it needs one
/// @param mayHaveValue whether it may be an expression that stands for its value
/// @param plainCall present if it can stand in a block with others: the name of the method that it
///     calls and does no more, or empty
record Piece(int begin, int end, String code, boolean mayHaveValue, Optional<String> plainCall) {
  /// The next pieces of a cell's Java code, at least one unless there is none.
  ///
  /// @param begin where the code begins in the cell
  static List<Piece> next(Compiler compiler, String cell, int begin)
      throws Compiler.FailedException {
    List<Piece> statements = compiler.statements(cell, begin);
    return statements.isEmpty() ? single(compiler, cell, begin) : statements;
  }

  private static List<Piece> single(Compiler compiler, String cell, int begin)
      throws Compiler.FailedException {
    CompletionInfo next = compiler.analyze(cell.substring(begin));
    if (next.completeness() == Completeness.EMPTY) {
      return List.of();
    }
    if (next.source() == null || !next.completeness().isComplete()) {
      // Its error message tells what is missing.
      return List.of(
          new Piece(begin, cell.length(), cell.substring(begin), false, Optional.empty()));
    }
    return List.of(
        new Piece(
            begin,
            cell.length() - next.remaining().length(),
            next.source(),
            next.completeness() == Completeness.COMPLETE,
            Optional.empty()));
  }
}
