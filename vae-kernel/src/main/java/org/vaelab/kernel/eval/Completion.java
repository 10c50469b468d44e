package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.vaelab.kernel.toolkit.KnownTexts;
import org.vaelab.kernel.toolkit.Toolkit;

/// Completion of code, and whether code is complete.
public final class Completion {
  private static final int MAX_CANDIDATES = 200;
  private static final int MAX_SIGNATURES = 30;
  private static final String INDENT = "    ";
  private static final Pattern ARGUMENT = Pattern.compile("[\\p{Alnum}_$]\\s*\\([^()]*$");
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("equals", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  /// One way to go on.
  ///
  /// @param kind "function", "instance" or the like, empty if unknown
  /// @param signature the type of the completed code, empty if unknown
  public record Candidate(String text, String kind, String signature) {}

  /// @param start where the text begins that a candidate replaces
  public record Matches(int start, List<Candidate> candidates) {}

  /// @param status `complete`, `incomplete` or `invalid`
  /// @param indent for the next line of incomplete code
  public record Completeness(String status, Optional<String> indent) {}

  private final Analysis analysis;
  private final List<KnownTexts> knownTexts =
      Toolkit.installed().stream().flatMap(toolkit -> toolkit.knownTexts().stream()).toList();

  public Completion(Analysis analysis) {
    this.analysis = analysis;
  }

  /// Candidates at a place in a cell, those of the expected type first and what every object has
  /// last. There are none in comments and texts, but for texts that a toolkit knows.
  public Matches at(String cell, int cursor) {
    String code = Shorthand.named(cell);
    if (!SourceText.isCode(code, cursor)) {
      return texts(code.substring(0, cursor));
    }
    if (Depth.problem(code).isPresent()) {
      return new Matches(cursor, List.of());
    }
    Snippets place = Snippets.before(analysis.syntax(), code, cursor);
    SourceCodeAnalysis known = analysis.after(code, place.earlier());
    int begin = place.begin();
    int[] anchor = {cursor - begin};
    String head = code.substring(begin, cursor);
    List<Suggestion> suggestions = known.completionSuggestions(head, head.length(), anchor);
    boolean argument = anchor[0] == head.length() && ARGUMENT.matcher(head).find();
    if (argument && suggestions.stream().anyMatch(Suggestion::matchesType)) {
      suggestions = suggestions.stream().filter(Suggestion::matchesType).toList();
    }
    suggestions =
        suggestions.stream()
            .sorted(
                Comparator.comparing((Suggestion s) -> !s.matchesType())
                    .thenComparing(s -> OF_EVERY_OBJECT.contains(name(s)))
                    .thenComparing(Suggestion::continuation))
            .limit(MAX_CANDIDATES)
            .toList();
    List<Candidate> candidates = new ArrayList<>();
    for (Suggestion suggestion : suggestions) {
      String text = suggestion.continuation();
      String signature =
          candidates.size() < MAX_SIGNATURES
              ? signature(known, head.substring(0, anchor[0]) + text)
              : "";
      candidates.add(new Candidate(text, kind(text), signature));
    }
    return new Matches(begin + anchor[0], candidates);
  }

  private static String name(Suggestion suggestion) {
    String text = suggestion.continuation();
    int parenthesis = text.indexOf('(');
    return parenthesis < 0 ? "" : text.substring(0, parenthesis);
  }

  private Matches texts(String head) {
    for (KnownTexts known : knownTexts) {
      Matcher place = known.before().matcher(head);
      if (place.find()) {
        return new Matches(
            place.start(1),
            known.texts().get().stream()
                .filter(text -> text.startsWith(place.group(1)))
                .map(text -> new Candidate(text, "", ""))
                .toList());
      }
    }
    return new Matches(head.length(), List.of());
  }

  private static String signature(SourceCodeAnalysis analysis, String code) {
    // JShell documents a method behind its opening parenthesis.
    String open = code.endsWith(")") ? code.substring(0, code.length() - 1) : code;
    return analysis.documentation(open, open.length(), false).stream()
        .map(SourceCodeAnalysis.Documentation::signature)
        .findFirst()
        .orElse("");
  }

  private static String kind(String text) {
    if (text.endsWith("(") || text.endsWith(")")) {
      return "function";
    }
    return !text.isEmpty() && Character.isUpperCase(text.charAt(0)) ? "class" : "instance";
  }

  /// Whether a front end that runs code on Enter may run this.
  public Completeness completeness(String code) {
    if (Depth.problem(code).isPresent()) {
      return new Completeness("complete", Optional.empty()); // Running it says what is wrong.
    }
    String rest = Shorthand.named(code);
    while (true) {
      int start = SourceText.skipBlank(rest, 0);
      if (start == rest.length()) {
        return new Completeness("complete", Optional.empty());
      }
      if (CommandLine.isAt(rest, start, name -> false)) {
        rest = rest.substring(SourceText.lineEnd(rest, start));
        continue;
      }
      CompletionInfo next = analysis.syntax().analyzeCompletion(rest.substring(start));
      switch (next.completeness()) {
        case COMPLETE, COMPLETE_WITH_SEMI, EMPTY -> rest = next.remaining();
        case CONSIDERED_INCOMPLETE, DEFINITELY_INCOMPLETE -> {
          return new Completeness("incomplete", Optional.of(indent(code)));
        }
        case UNKNOWN -> {
          return new Completeness("invalid", Optional.empty());
        }
      }
    }
  }

  private static String indent(String code) {
    long depth = code.chars().map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
    return INDENT.repeat((int) Math.max(0, depth));
  }
}
