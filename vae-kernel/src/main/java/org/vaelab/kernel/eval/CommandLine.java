package org.vaelab.kernel.eval;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of a cell that are no Java: `%command` and `!command of the shell`.
final class CommandLine {
  /// A negation has a parenthesis, another negation, or a call of what a name leads to.
  private static final Pattern NEGATION = Pattern.compile("!\\s*([!(]|[\\w$.]+\\().*");

  private static final Pattern FIRST_NAME = Pattern.compile("!\\s*([\\p{L}_$][\\p{L}\\p{N}_$]*)");

  private CommandLine() {}

  /// Whether a command begins where a statement may begin.
  ///
  /// @param declared whether the cells have a variable of a name: its negation is Java
  static boolean isAt(String source, int offset, Predicate<String> declared) {
    char first = source.charAt(offset);
    if (first != '!') {
      return first == '%';
    }
    String line = source.substring(offset, SourceText.lineEnd(source, offset));
    Matcher name = FIRST_NAME.matcher(line);
    return line.length() > 1
        && !NEGATION.matcher(line).matches()
        && !(name.lookingAt() && declared.test(name.group(1)));
  }

  /// Where the command ends: with its line, or with the cell if it is for the whole cell.
  static int end(String source, int offset) {
    return source.startsWith("%%", offset) ? source.length() : SourceText.lineEnd(source, offset);
  }
}
