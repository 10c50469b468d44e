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

  /// The index after the comment, text or character literal that begins at `offset`, or `offset` if
  /// none does.
  static int skipText(String source, int offset) {
    if (source.startsWith("//", offset)) {
      return lineEnd(source, offset);
    }
    for (String closing : new String[] {"*/", "\"\"\"", "\"", "'"}) {
      String opening = closing.equals("*/") ? "/*" : closing;
      if (source.startsWith(opening, offset)) {
        int i = offset + opening.length();
        while (i < source.length() && !source.startsWith(closing, i)) {
          if (closing.length() == 1 && source.charAt(i) == '\n') {
            return i; // Nobody closed it.
          }
          i += source.charAt(i) == '\\' && closing.charAt(0) != '*' ? 2 : 1;
        }
        return Math.min(source.length(), i + closing.length());
      }
    }
    return offset;
  }

  /// Whether a place is code: no comment, no text, no character literal.
  static boolean isCode(String source, int offset) {
    String head = source.substring(0, offset) + 'x'; // Belongs to a text that is still open.
    int i = 0;
    while (i < offset) {
      i = Math.max(i + 1, skipText(head, i));
    }
    return i == offset;
  }
}
