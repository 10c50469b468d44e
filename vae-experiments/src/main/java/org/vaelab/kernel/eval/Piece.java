package org.vaelab.kernel.eval;

import java.util.ArrayList;
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
  /// Fewer are not worth a parser of their own.
  private static final int WORTH_PARSING = 3;

  /// The pieces of the Java code up to the next line command.
  ///
  /// @throws Compiler.FailedException if there is not even one
  static List<Piece> split(Compiler compiler, String source, int offset)
      throws Compiler.FailedException {
    List<Piece> pieces = new ArrayList<>();
    int begin = SourceText.skipBlank(source, offset);
    while (begin < source.length() && source.charAt(begin) != '%') {
      CompletionInfo next;
      try {
        next = compiler.analyze(source.substring(begin));
      } catch (Compiler.FailedException e) {
        if (pieces.isEmpty()) {
          throw e;
        }
        break; // What is before it runs first.
      }
      if (next.completeness() == Completeness.EMPTY) {
        break;
      }
      if (next.source() == null || !next.completeness().isComplete()) {
        // Its error message tells what is missing.
        pieces.add(piece(begin, source.length(), source.substring(begin), false));
        break;
      }
      int end = source.length() - next.remaining().length();
      boolean mayHaveValue = next.completeness() == Completeness.COMPLETE;
      pieces.add(piece(begin, end, next.source(), mayHaveValue));
      begin = SourceText.skipBlank(source, end);
    }
    return pieces.size() < WORTH_PARSING ? pieces : Statements.classify(pieces);
  }

  private static Piece piece(int begin, int end, String code, boolean mayHaveValue) {
    return new Piece(begin, end, code, mayHaveValue, Optional.empty());
  }

  /// The same as a plain statement.
  Piece plain(String call) {
    return new Piece(begin, end, code, mayHaveValue, Optional.of(call));
  }
}
