package org.vaelab.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.files.Markup;

/// A page that is one file and needs no other.
///
/// @param title as text
/// @param lead sentences below it, as text
public record Page(String title, String lead, List<Section> sections) {

  /// A part of a page, which its table of contents names.
  ///
  /// @param title as text
  /// @param html its content
  public record Section(String title, String html) {}

  public String html() {
    return new Template(Page.class, "page.html")
        .fill(
            Map.of(
                "title", Markup.escape(title),
                "lead", Markup.escape(lead),
                "style", new Template(Page.class, "page.css").text(),
                "contents", sections.size() < 2 ? "" : joined("<a href=\"#%1$s\">%2$s</a>\n"),
                "sections", joined("<section id=\"%1$s\">\n<h2>%2$s</h2>\n%3$s\n</section>\n")));
  }

  /// @param form with the section's place in the page, its title and its content
  private String joined(String form) {
    return sections.stream()
        .map(
            section ->
                form.formatted(
                    section.title().toLowerCase(Locale.ROOT).replaceAll("\\W+", "-"),
                    Markup.escape(section.title()),
                    section.html()))
        .collect(Collectors.joining());
  }
}
