package org.vaelab.kernel.eval;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import org.vaelab.kernel.display.Display;
import org.vaelab.kernel.display.Shown;

/// Pieces of a cell that declare nothing and show nothing by themselves.
final class PlainPieces {
  /// Types whose values a cell shows wherever they stand.
  private static final Set<String> SHOWN =
      Stream.concat(Stream.of(Shown.class), Arrays.stream(Shown.class.getPermittedSubclasses()))
          .map(Class::getSimpleName)
          .collect(Collectors.toSet());

  /// Methods that return such values in every notebook.
  private static final Set<String> SHOWING =
      Arrays.stream(Display.class.getMethods())
          .filter(m -> Shown.class.isAssignableFrom(m.getReturnType()))
          .map(Method::getName)
          .collect(Collectors.toSet());

  private PlainPieces() {}

  /// How many pieces can stand in one block; never the last, which may have a value to show.
  static int atHead(Deque<Piece> pieces, JShell shell) {
    Set<String> showing =
        shell
            .methods()
            .filter(m -> SHOWN.stream().anyMatch(m.signature()::endsWith))
            .map(MethodSnippet::name)
            .collect(Collectors.toSet());
    int count = 0;
    for (Piece piece : pieces) {
      if (count == pieces.size() - 1
          || piece.plainCall().isEmpty()
          || SHOWING.contains(piece.plainCall().get())
          || showing.contains(piece.plainCall().get())) {
        break;
      }
      count++;
    }
    return count;
  }
}
