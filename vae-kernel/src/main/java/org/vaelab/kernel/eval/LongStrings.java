package org.vaelab.kernel.eval;

import java.util.Optional;

/// Rewrites string literals that are too long for one constant of a class file, such as a pasted
/// CSV, as several that are joined when the code runs. Lines of the code keep their numbers.
final class LongStrings {
  /// Bytes of UTF-8 in a constant.
  private static final int LIMIT = 65_535;

  /// No character takes more than three bytes.
  private static final int CHUNK = LIMIT / 3;

  private static final String BLOCK = "\"\"\"";

  private LongStrings() {}

  /// The code with its long literals split; the same string if there is none.
  static String split(String code) {
    if (code.length() <= CHUNK) {
      return code;
    }
    StringBuilder result = new StringBuilder();
    int copied = 0;
    int i = 0;
    while (i < code.length()) {
      int end = SourceText.skipText(code, i);
      if (code.charAt(i) == '"') {
        Optional<String> joined = joined(code.substring(i, end));
        if (joined.isPresent()) {
          result.append(code, copied, i).append(joined.get());
          copied = end;
        }
      }
      i = Math.max(i + 1, end);
    }
    return copied == 0 ? code : result.append(code, copied, code.length()).toString();
  }

  private static Optional<String> joined(String literal) {
    if (literal.length() <= CHUNK) {
      return Optional.empty();
    }
    Optional<String> text = content(literal).filter(t -> bytes(t) > LIMIT);
    return text.map(
        t -> {
          StringBuilder code = new StringBuilder("java.lang.String.join(\"\"");
          for (int i = 0; i < t.length(); i += CHUNK) {
            code.append(", \"");
            appendEscaped(t.substring(i, Math.min(t.length(), i + CHUNK)), code);
            code.append('"');
          }
          return code.append("\n".repeat(SourceText.lineOf(literal, literal.length()) - 1))
              .append(')')
              .toString();
        });
  }

  /// The string that a literal stands for; empty if it is not well formed.
  private static Optional<String> content(String literal) {
    boolean block = literal.startsWith(BLOCK);
    String quotes = block ? BLOCK : "\"";
    if (!literal.endsWith(quotes) || literal.length() < 2 * quotes.length()) {
      return Optional.empty();
    }
    String inner = literal.substring(quotes.length(), literal.length() - quotes.length());
    try {
      String decoded = decodeUnicode(inner);
      if (block) {
        decoded = decoded.substring(decoded.indexOf('\n') + 1).stripIndent();
      }
      return Optional.of(decoded.translateEscapes());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decodeUnicode(String text) {
    StringBuilder decoded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      decoded.append(c);
      if (c == '\\' && i + 1 < text.length()) {
        if (text.charAt(i + 1) == 'u') {
          int digits = i + 1;
          while (digits < text.length() && text.charAt(digits) == 'u') {
            digits++;
          }
          char unit =
              (char) Integer.parseInt(text, digits, Math.min(digits + 4, text.length()), 16);
          if (unit == '\\') {
            throw new IllegalArgumentException("an escape made of escapes");
          }
          decoded.setCharAt(decoded.length() - 1, unit);
          i = digits + 3;
        } else {
          decoded.append(text.charAt(++i));
        }
      }
    }
    return decoded.toString();
  }

  private static long bytes(String text) {
    return text.chars().mapToLong(c -> c == 0 ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3).sum();
  }

  private static void appendEscaped(String text, StringBuilder code) {
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> code.append("\\\"");
        case '\\' -> code.append("\\\\");
        case '\n' -> code.append("\\n");
        case '\r' -> code.append("\\r");
        default -> code.append(c);
      }
    }
  }
}
