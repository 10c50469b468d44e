package org.vaelab.report;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/// A text in Markdown, with tables, as a piece of a page. Tags in it are shown, not obeyed.
///
/// @param title the heading that it begins with, if it does
/// @param html the rest, its headings one level lower: it is part of a section
record Markdown(String title, String html) {
  private static final List<TablesExtension> EXTENSIONS =
      List.of((TablesExtension) TablesExtension.create());
  private static final int LEAST_HEADING = 6;
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).sanitizeUrls(true).build();

  static Markdown of(String text) {
    Node document = PARSER.parse(text);
    String title = "";
    if (document.getFirstChild() instanceof Heading heading && heading.getLevel() == 1) {
      title = TextContentRenderer.builder().build().render(heading).strip();
      heading.unlink();
    }
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading) {
        heading.setLevel(Math.min(LEAST_HEADING, heading.getLevel() + 1));
      }
    }
    return new Markdown(title, HTML.render(document));
  }
}
