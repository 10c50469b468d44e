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
    String closing = "";
    int i = 0;
    while (i < offset) {
      if (closing.isEmpty()) {
        closing =
            source.startsWith("//", i)
                ? "\n"
                : source.startsWith("/*", i)
                    ? "*/"
                    : source.startsWith("\"\"\"", i)
                        ? "\"\"\""
                        : "\"'".indexOf(source.charAt(i)) >= 0 ? source.substring(i, i + 1) : "";
        i += closing.isEmpty() ? 1 : closing.equals("\n") ? 2 : closing.length();
      } else if (source.charAt(i) == '\\' && "\"'".indexOf(closing.charAt(0)) >= 0) {
        i += 2;
      } else if (source.startsWith(closing, i)) {
        i += closing.length();
        closing = "";
      } else if (source.charAt(i) == '\n' && closing.length() == 1) {
        closing = ""; // A literal that nobody closed ends with its line.
      } else {
        i++;
      }
    }
    return closing.isEmpty();
  }
}
