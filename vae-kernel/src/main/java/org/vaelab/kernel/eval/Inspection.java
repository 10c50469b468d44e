package org.vaelab.kernel.eval;

import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import org.vaelab.files.Markup;

/// Documentation of what stands at a cursor.
public final class Inspection {
  private static final int MAX_OVERLOADS = 20;

  /// @param text for terminals
  /// @param html for pages
  public record Documentation(String text, String html) {}

  private final Analysis analysis;

  public Inspection(Analysis analysis) {
    this.analysis = analysis;
  }

  /// Signatures and Javadoc of the method, type or variable at the cursor.
  public Optional<Documentation> at(String cell, int cursor) {
    String code = Shorthand.named(cell);
    if (Depth.problem(code).isPresent()) {
      return Optional.empty();
    }
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    Snippets place = Snippets.before(analysis.syntax(), code, end);
    SourceCodeAnalysis known = analysis.after(code, place.earlier());
    String head = code.substring(place.begin(), end);
    // JShell documents a method only behind its parenthesis.
    for (String attempt : List.of(head + "(", head)) {
      List<SourceCodeAnalysis.Documentation> found = look(known, attempt);
      if (!found.isEmpty()) {
        return Optional.of(format(found));
      }
    }
    return Optional.empty();
  }

  private static List<SourceCodeAnalysis.Documentation> look(
      SourceCodeAnalysis known, String code) {
    return known.documentation(code, code.length(), true).stream()
        .filter(d -> d.signature() != null)
        .limit(MAX_OVERLOADS)
        .toList();
  }

  private Documentation format(List<SourceCodeAnalysis.Documentation> found) {
    StringBuilder text = new StringBuilder();
    StringBuilder html = new StringBuilder();
    for (SourceCodeAnalysis.Documentation documentation : found) {
      String javadoc =
          Optional.ofNullable(documentation.javadoc())
              .map(String::strip)
              .filter(comment -> !comment.isEmpty())
              .or(() -> CellDocs.find(analysis.docs(), documentation.signature()))
              .or(() -> SourceDocs.of(documentation.signature()))
              .map(JavadocText::plain)
              .orElse("");
      text.append(documentation.signature()).append('\n');
      html.append("<pre>").append(Markup.escape(documentation.signature())).append("</pre>");
      if (!javadoc.isEmpty()) {
        text.append(javadoc.indent(4)).append('\n');
        html.append("<p>").append(Markup.escape(javadoc)).append("</p>");
      }
    }
    return new Documentation(text.toString().stripTrailing(), html.toString());
  }
}
