package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.List;

/// Adjacent statements of a cell as one statement.
///
/// @param code Java code, with each piece in the line that it has in the cell
/// @param starts where in the code each piece begins
record Block(String code, List<Integer> starts) {
  static Block of(String source, List<Piece> pieces) {
    StringBuilder code = new StringBuilder("{");
    List<Integer> starts = new ArrayList<>();
    int end = pieces.getFirst().begin();
    for (Piece piece : pieces) {
      code.append(source, end, piece.begin());
      if (!starts.isEmpty()) {
        code.append(StopCheck.class.getName()).append(".check(); ");
      }
      starts.add(code.length());
      code.append(piece.code());
      end = piece.end();
    }
    return new Block(code.append("\n}").toString(), starts);
  }

  /// Index of the piece that holds a place in the code.
  int pieceAt(long position) {
    int piece = 0;
    while (piece + 1 < starts.size() && starts.get(piece + 1) <= position) {
      piece++;
    }
    return piece;
  }
}
