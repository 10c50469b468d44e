package org.vaelab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.files.Markup;
import org.vaelab.plot.Figure;

/// What a run found, as a page.
///
/// @param question what the experiment does, as text
/// @param summary answers, tables and checks, as Markdown that begins with the page's title
/// @param figures by the names of their files
/// @param tables names of the tables that lie beside the page as CSV
/// @param explorer of the trained decoders, as HTML
/// @param settings as HTML
/// @param provenance as HTML
public record Report(
    String question,
    String summary,
    Map<String, Figure> figures,
    List<String> tables,
    Optional<String> explorer,
    String settings,
    String provenance) {

  public String html() {
    Markdown answer = Markdown.of(summary);
    List<Page.Section> sections = new ArrayList<>();
    sections.add(new Page.Section("Results", answer.html()));
    explorer.ifPresent(html -> sections.add(new Page.Section("Explorer", html)));
    sections.add(new Page.Section("Figures", drawings()));
    sections.add(new Page.Section("Settings", settings));
    sections.add(new Page.Section("Provenance", provenance + files()));
    return new Page(answer.title(), question, sections).html();
  }

  private String drawings() {
    StringBuilder html = new StringBuilder();
    figures.forEach(
        (name, figure) ->
            html.append(
                "<figure id=\"figure-%1$s\">\n%2$s<figcaption>%1$s</figcaption>\n</figure>\n"
                    .formatted(Markup.escape(name), figure.svg())));
    return html.toString();
  }

  /// Where all digits are.
  private String files() {
    StringBuilder html = new StringBuilder("<p>Beside this page, with all digits:");
    for (String name : Stream.concat(tables.stream(), figures.keySet().stream()).toList()) {
      html.append(" <a href=\"%1$s.csv\">%1$s.csv</a>".formatted(Markup.escape(name)));
    }
    return html.append("</p>\n").toString();
  }
}
