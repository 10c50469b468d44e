package org.vaelab.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/// Completion of code, and whether code is complete.
public final class Completion {
  private static final int MAX_CANDIDATES = 200;
  private static final int MAX_SIGNATURES = 30;
  private static final String INDENT = "    ";

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

  private final Evaluator evaluator;

  public Completion(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// Candidates at a place in a cell, those of the expected type first.
  public Matches at(String code, int cursor) {
    int lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
    if (code.substring(lineStart, cursor).stripLeading().startsWith("%")) {
      return new Matches(cursor, List.of());
    }
    int begin = Snippets.beginOf(evaluator, code, cursor);
    SourceCodeAnalysis analysis = evaluator.shell().sourceCodeAnalysis();
    int[] anchor = {cursor - begin};
    String head = code.substring(begin, cursor);
    List<Suggestion> suggestions =
        analysis.completionSuggestions(head, head.length(), anchor).stream()
            .sorted(
                Comparator.comparing((Suggestion s) -> !s.matchesType())
                    .thenComparing(Suggestion::continuation))
            .limit(MAX_CANDIDATES)
            .toList();
    List<Candidate> candidates = new ArrayList<>();
    for (Suggestion suggestion : suggestions) {
      String text = suggestion.continuation();
      String signature =
          candidates.size() < MAX_SIGNATURES
              ? signature(analysis, head.substring(0, anchor[0]) + text)
              : "";
      candidates.add(new Candidate(text, kind(text), signature));
    }
    return new Matches(begin + anchor[0], candidates);
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
    String rest = code;
    while (true) {
      int start = SourceText.skipBlank(rest, 0);
      if (start == rest.length()) {
        return new Completeness("complete", Optional.empty());
      }
      if (rest.charAt(start) == '%') {
        rest = rest.substring(SourceText.lineEnd(rest, start));
        continue;
      }
      CompletionInfo next =
          evaluator.shell().sourceCodeAnalysis().analyzeCompletion(rest.substring(start));
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
