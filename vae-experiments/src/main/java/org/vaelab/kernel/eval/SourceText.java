package org.vaelab.kernel.eval;

/// Places in the text of a cell.
final class SourceText {
  private SourceText() {}

  /// The first index from `offset` on that is neither white space nor comment.
  static int skipBlank(String source, int offset) {
    int i = offset;
    while (i < source.length()) {
      if (Character.isWhitespace(source.charAt(i))) {
        i++;
      } else if (source.startsWith("//", i)) {
        i = lineEnd(source, i);
      } else if (source.startsWith("/*", i) && source.indexOf("*/", i + 2) >= 0) {
        i = source.indexOf("*/", i + 2) + 2;
      } else {
        return i;
      }
    }
    return i;
  }

  /// Index of the line break that ends the line, or the length.
  static int lineEnd(String source, int offset) {
    int end = source.indexOf('\n', offset);
    return end < 0 ? source.length() : end;
  }

  /// Number of the line, from 1.
  static int lineOf(String source, int offset) {
    return (int) source.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
  }
}
