package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import org.vaelab.kernel.recall.Results;

/// A cell whose `_`, `__`, `___`, `Out[n]` and `In[n]` are written as Java: calls of [Results] with
/// a cast to the type that the result has.
///
/// @param original what the user wrote
/// @param code the same in Java, line by line
/// @param edits what differs, in order
record Shorthand(String original, String code, List<Edit> edits) {
  private static final String RESULTS = Results.class.getName();
  private static final String HEAD = "class Cell { void run() throws Throwable { ";
  private static final String UNDERSCORE = "compiler.err.use.of.underscore.not.allowed";

  private static final Pattern NAME =
      Pattern.compile("(?<![\\p{L}\\p{N}_$])(_{1,3}|Out|In)(?![\\p{L}\\p{N}_$])");
  /// Looks like `_`.
  private static final String NAMED = "\uFF3F";

  private static final Pattern UNNAMED =
      Pattern.compile("(?<![\\p{L}\\p{N}_$])_(?![\\p{L}\\p{N}_$])");
  private static final Pattern INDEX = Pattern.compile("\\s*\\[(?!\\s*\\])");
  private static final Pattern NUMBER = Pattern.compile("\\s*\\[\\s*(\\d{1,9})\\s*\\]");
  private static final Pattern COMMAND = Pattern.compile("(%{1,2}[a-z]|![\\w./~$]).*");

  /// What may stand before an expression, of all words.
  private static final Set<String> KEYWORDS =
      Set.of("return", "yield", "throw", "case", "else", "do", "assert", "when", "instanceof");

  /// @param begin where it is in the original
  /// @param end where its original ends
  record Edit(int begin, int end, String text) {}

  /// @param declared whether the cells have a variable of a name
  /// @param typeOf the type of a result
  /// @throws org.vaelab.kernel.recall.NotKeptException if what the cell refers to is not there
  static Shorthand of(String source, Predicate<String> declared, IntFunction<String> typeOf) {
    List<Edit> edits = new ArrayList<>();
    if (mayRecall(source)
        && !source.stripLeading().startsWith("%%")
        && Depth.problem(source).isEmpty()) {
      List<Integer> places = places(source, declared);
      Set<Integer> expressions = expressions(source, places);
      Set<String> own = ownNames(source, places);
      for (int place : places) {
        String name = nameAt(source, place);
        if (name.equals("_")
            ? expressions.contains(place)
            : !own.contains(name) && !declared.test(name)) {
          edit(source, place, name, typeOf, edits);
        }
      }
      edits.sort(Comparator.comparingInt(Edit::begin));
    }
    StringBuilder code = new StringBuilder();
    int copied = 0;
    for (Edit edit : edits) {
      code.append(source, copied, edit.begin()).append(edit.text());
      copied = edit.end();
    }
    return new Shorthand(source, code.append(source, copied, source.length()).toString(), edits);
  }

  /// Whether a cell may refer to a result, at a glance.
  static boolean mayRecall(String source) {
    return NAME.matcher(source).find();
  }

  /// The same text with a name that Java allows in the place of `_`, for help while editing: the
  /// latest results can be declared by these names.
  static String named(String source) {
    return UNNAMED.matcher(source).replaceAll(NAMED);
  }

  /// Declarations of the latest results that a text made by [#named(String)] refers to.
  static List<String> declarations(String named) {
    List<String> declarations = new ArrayList<>();
    for (int back = 1; back <= 3; back++) {
      String name = back == 1 ? NAMED : "_".repeat(back);
      String expression = Results.latestExpression(back).strip();
      if (!expression.isEmpty() && named.contains(name)) {
        declarations.add("var %s = %s;".formatted(name, expression.replaceFirst(";$", "")));
      }
    }
    return declarations;
  }

  /// The place in the original of a place in the code.
  int place(int inCode) {
    int shift = 0;
    for (Edit edit : edits) {
      int begin = edit.begin() + shift;
      int end = begin + edit.text().length();
      if (inCode < begin) {
        break;
      }
      if (inCode < end) {
        return edit.begin();
      }
      shift += edit.text().length() - (edit.end() - edit.begin());
    }
    return inCode - shift;
  }

  private static String nameAt(String source, int place) {
    Matcher name = NAME.matcher(source);
    return name.find(place) ? name.group(1) : "";
  }

  /// Where the names stand alone in code: not behind a dot, not called, not in commands.
  private static List<Integer> places(String source, Predicate<String> declared) {
    List<Integer> places = new ArrayList<>();
    Matcher name = NAME.matcher(source).useTransparentBounds(true);
    int i = 0;
    while (i < source.length()) {
      if ((i == 0 || source.charAt(i - 1) == '\n') && isCommand(source, i, declared)) {
        i = SourceText.lineEnd(source, i);
        continue;
      }
      int next = SourceText.skipText(source, i);
      if (next == i && name.region(i, source.length()).lookingAt()) {
        if (!precededByDot(source, i) && !source.startsWith("(", skipSpace(source, name.end()))) {
          places.add(i);
        }
        next = name.end();
      }
      i = Math.max(i + 1, next);
    }
    return places;
  }

  private static boolean isCommand(String source, int lineStart, Predicate<String> declared) {
    String line = source.substring(lineStart, SourceText.lineEnd(source, lineStart)).strip();
    return COMMAND.matcher(line).matches() && CommandLine.isAt(line, 0, declared);
  }

  private static boolean precededByDot(String source, int place) {
    String head = lineBefore(source, place);
    return head.endsWith(".") && !head.endsWith("..") || head.endsWith("::");
  }

  /// What stands before a place in its line; above it there may be a comment.
  private static String lineBefore(String source, int place) {
    return source.substring(source.lastIndexOf('\n', place - 1) + 1, place).stripTrailing();
  }

  private static int skipSpace(String source, int place) {
    int i = place;
    while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  /// Which `_` are expressions, as Java's parser says: it allows the others.
  private static Set<Integer> expressions(String source, List<Integer> places) {
    if (places.stream().noneMatch(place -> nameAt(source, place).equals("_"))) {
      return Set.of();
    }
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try {
      ParsedSource.of(HEAD + source + "\n; } }", problems);
    } catch (RuntimeException | StackOverflowError e) {
      return Set.of(); // The compiler will say what is wrong with the cell.
    }
    return problems.getDiagnostics().stream()
        .filter(problem -> problem.getCode().startsWith(UNDERSCORE))
        .map(Diagnostic::getPosition)
        .map(position -> (int) (position - HEAD.length()))
        .collect(Collectors.toSet());
  }

  /// Names that the cell itself declares: behind a type, or as parameters of lambdas.
  private static Set<String> ownNames(String source, List<Integer> places) {
    return places.stream()
        .filter(
            place -> {
              String head = lineBefore(source, place);
              String word = head.replaceAll("(?s).*[^\\p{L}\\p{N}_$]", "");
              return isParameter(source, place)
                  || head.endsWith("]")
                  || !word.isEmpty() && !KEYWORDS.contains(word);
            })
        .map(place -> nameAt(source, place))
        .collect(Collectors.toSet());
  }

  /// Whether what begins at a place is a parameter of a lambda: an arrow follows, at once or behind
  /// a list of names.
  private static boolean isParameter(String source, int place) {
    int end = place;
    while (end < source.length()
        && (Character.isJavaIdentifierPart(source.charAt(end))
            || Character.isWhitespace(source.charAt(end))
            || source.charAt(end) == ',')) {
      end++;
    }
    return source.startsWith(")", end)
        ? source.startsWith("->", skipSpace(source, end + 1))
        : source.startsWith("->", end) && source.substring(place, end).indexOf(',') < 0;
  }

  private static void edit(
      String source, int place, String name, IntFunction<String> typeOf, List<Edit> edits) {
    int end = place + name.length();
    if (name.startsWith("_")) {
      edits.add(new Edit(place, end, typed(Results.latest(name.length()), typeOf)));
      return;
    }
    Matcher number = NUMBER.matcher(source).region(end, source.length());
    Matcher index = INDEX.matcher(source).region(end, source.length());
    if (number.lookingAt()) {
      int cell = Integer.parseInt(number.group(1));
      if (name.equals("In")) {
        Results.in(cell);
      }
      edits.add(
          new Edit(
              place,
              number.end(),
              name.equals("In") ? RESULTS + ".in(" + cell + ")" : typed(cell, typeOf)));
    } else if (index.lookingAt()) {
      closing(source, index.end())
          .ifPresent(
              bracket -> {
                edits.add(new Edit(place, index.end(), RESULTS + "." + name.toLowerCase() + "("));
                edits.add(new Edit(bracket, bracket + 1, ")"));
              });
    }
  }

  private static String typed(int cell, IntFunction<String> typeOf) {
    Results.out(cell);
    return "((%s) %s.out(%d))".formatted(typeOf.apply(cell), RESULTS, cell);
  }

  /// The bracket that closes what was opened before a place.
  private static Optional<Integer> closing(String source, int begin) {
    int depth = 1;
    int i = begin;
    while (i < source.length()) {
      int next = SourceText.skipText(source, i);
      if (next == i) {
        depth += source.charAt(i) == '[' ? 1 : source.charAt(i) == ']' ? -1 : 0;
        if (depth == 0) {
          return Optional.of(i);
        }
      }
      i = Math.max(i + 1, next);
    }
    return Optional.empty();
  }
}
