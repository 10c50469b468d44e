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
