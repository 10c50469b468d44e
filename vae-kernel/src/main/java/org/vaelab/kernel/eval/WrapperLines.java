package org.vaelab.kernel.eval;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/// Which lines of cells the lines of a class are that JShell wrapped around snippets: one, or all
/// the methods of a name that call each other.
final class WrapperLines {
  private final Origins origins;
  private final List<Snippet> snippets;
  private final TreeMap<Integer, Integer> lines = new TreeMap<>();
  private final TreeSet<Integer> cells = new TreeSet<>();

  private WrapperLines(Origins origins, List<Snippet> snippets) {
    this.origins = origins;
    this.snippets = snippets;
  }

  /// @param snippets those in the class; none if JShell has replaced the class already
  static WrapperLines of(SourceCodeAnalysis analysis, List<Snippet> snippets, Origins origins) {
    if (snippets.isEmpty()) {
      return of(origins);
    }
    WrapperLines result = new WrapperLines(origins, snippets);
    snippets.forEach(snippet -> result.cells.add(origins.of(snippet).cell()));
    result.scan(analysis.wrapper(snippets.getFirst()));
    return result;
  }

  /// All lines are where the code begins that is being evaluated.
  static WrapperLines of(Origins origins) {
    WrapperLines result = new WrapperLines(origins, List.of());
    result.cells.add(origins.current().cell());
    result.lines.put(1, origins.current().line());
    return result;
  }

  /// The last cell that has code in the class.
  int cell() {
    return cells.last();
  }

  /// What takes the place of a file's name in stack traces.
  String label() {
    String numbers = cells.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (cells.size() == 1 ? "cell " : "cells ") + numbers;
  }

  /// The line of the cell; for a line that JShell added, that of the code before it.
  int cellLine(int wrapperLine) {
    Map.Entry<Integer, Integer> entry = lines.floorEntry(wrapperLine);
    return (entry == null ? lines.firstEntry() : entry).getValue();
  }

  /// Finds the stretches of the wrapper that were copied from a snippet.
  private void scan(SnippetWrapper wrapper) {
    lines.put(1, origins.of(snippets.getFirst()).line());
    String text = wrapper.wrapped();
    int start = text.indexOf("\nclass ") + 1; // What stands above it is imports.
    while (start < text.length()) {
      int first = wrapper.wrappedToSourcePosition(start);
      int end = start + 1;
      while (end < text.length() && wrapper.wrappedToSourcePosition(end) == first + end - start) {
        end++;
      }
      // JShell counts the place behind a stretch to it, and everything before as its beginning.
      if (end - start > 1) {
        copied(text, start, end - 1, first);
      }
      start = end;
    }
  }

  private void copied(String text, int start, int end, int first) {
    snippets.stream()
        .filter(s -> snippets.size() == 1 || isPart(text.substring(start, end), s.source(), first))
        .findFirst()
        .ifPresent(
            snippet -> {
              int wrapperLine = SourceText.lineOf(text, start);
              int cellLine =
                  origins.of(snippet).line() + SourceText.lineOf(snippet.source(), first) - 1;
              lines.putIfAbsent(wrapperLine, cellLine);
              for (int i = start; i < end; i++) {
                if (text.charAt(i) == '\n') {
                  lines.putIfAbsent(++wrapperLine, ++cellLine);
                }
              }
            });
  }

  /// Whether a text is in the source there, but for comments and modifiers, which JShell blanks.
  private static boolean isPart(String part, String source, int first) {
    for (int i = 0; i < part.length(); i++) {
      boolean same = first + i < source.length() && source.charAt(first + i) == part.charAt(i);
      if (!same && !Character.isWhitespace(part.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
