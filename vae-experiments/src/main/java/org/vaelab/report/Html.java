package org.vaelab.report;

import java.util.Base64;
import org.vaelab.files.Markup;
import org.vaelab.plot.Figure;

/// Pieces of pages.
public final class Html {
  private Html() {}

  /// A figure as an image of half its pixels' size: a page's SVG does not survive all exports.
  public static String of(Figure figure) {
    var image = figure.image();
    return "<img alt=\"%s\" width=\"%d\" height=\"%d\" src=\"data:image/png;base64,%s\">"
        .formatted(
            Markup.escape(figure.title()),
            image.getWidth() / 2,
            image.getHeight() / 2,
            Base64.getEncoder().encodeToString(figure.png()));
  }

  public static String paragraph(String text) {
    return "<p>%s</p>".formatted(Markup.escape(text));
  }
}
