package org.vaelab.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;

/// Measures, wraps and draws text. Text is drawn as outlines, so that an SVG looks the same
/// whatever fonts its reader has.
final class Text {

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font NOTE = new Font(Font.SANS_SERIF, Font.ITALIC, 12);
  static final Font VALUE = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  static final Color INK = new Color(0x222222);

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private static volatile boolean fontsFound;

  enum Align {
    LEFT(0),
    CENTRE(0.5),
    RIGHT(1);

    private final double share;

    Align(double share) {
      this.share = share;
    }
  }

  private Text() {}

  /// Fails with one clear sentence on a machine without fonts; also keeps AWT off any display.
  static void requireFonts() {
    if (fontsFound) {
      return;
    }
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      width("0", TICK);
      fontsFound = true;
    } catch (Error | RuntimeException failure) {
      throw new IllegalStateException(
          "Figures cannot be drawn because Java finds no fonts on this machine; install the Debian"
              + " packages libfontconfig1 and fonts-dejavu-core.",
          failure);
    }
  }

  static double width(String line, Font font) {
    return line.isEmpty() ? 0 : new TextLayout(line, font, CONTEXT).getAdvance();
  }

  static double width(List<String> lines, Font font) {
    return lines.stream().mapToDouble(line -> width(line, font)).max().orElse(0);
  }

  static double lineHeight(Font font) {
    return Math.ceil(font.getSize2D() * 1.3);
  }

  static double height(List<String> lines, Font font) {
    return lines.size() * lineHeight(font);
  }

  /// Breaks text at spaces and after hyphens, and parts that are too long at any character.
  static List<String> wrap(String text, Font font, double maxWidth) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String part : parts(text)) {
      if (width((line + part).stripTrailing(), font) <= maxWidth) {
        line += part;
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.stripTrailing());
      }
      line = part;
      while (line.length() > 1 && width(line.stripTrailing(), font) > maxWidth) {
        int end = line.length() - 1;
        while (end > 1 && width(line.substring(0, end), font) > maxWidth) {
          end--;
        }
        lines.add(line.substring(0, end));
        line = line.substring(end);
      }
    }
    if (!line.isBlank()) {
      lines.add(line.stripTrailing());
    }
    return lines;
  }

  /// The given font, or the largest smaller one, down to 9, in which no part of a text that
  /// [#wrap] keeps together is wider than a line.
  static Font fitting(List<String> texts, Font font, double maxWidth) {
    List<String> parts = texts.stream().flatMap(text -> parts(text).stream()).toList();
    Font smaller = font;
    while (smaller.getSize() > 9
        && width(parts.stream().map(String::stripTrailing).toList(), smaller) > maxWidth) {
      smaller = smaller.deriveFont(smaller.getSize2D() - 1);
    }
    return smaller;
  }

  private static List<String> parts(String text) {
    return List.of(text.strip().replaceAll("\\s+", " ").split("(?<=[ -])(?=[^ -])"));
  }

  /// Draws lines below each other.
  ///
  /// @param x the left edge, centre or right edge, by `align`
  /// @param top the top of the first line
  static void draw(
      Graphics2D g, List<String> lines, Font font, Color color, double x, double top, Align align) {
    LineMetrics metrics = font.getLineMetrics("Ag", CONTEXT);
    double leading = lineHeight(font) - metrics.getAscent() - metrics.getDescent();
    double baseline = top + leading / 2 + metrics.getAscent();
    g.setColor(color);
    for (String line : lines) {
      if (!line.isEmpty()) {
        TextLayout layout = new TextLayout(line, font, CONTEXT);
        double left = x - align.share * layout.getAdvance();
        g.fill(layout.getOutline(AffineTransform.getTranslateInstance(left, baseline)));
      }
      baseline += lineHeight(font);
    }
  }

  /// Draws lines turned by 90 degrees, reading upwards, centred on `middle`.
  ///
  /// @param left the left edge of the first line
  static void drawUpwards(
      Graphics2D g, List<String> lines, Font font, Color color, double left, double middle) {
    AffineTransform before = g.getTransform();
    g.translate(left, middle);
    g.rotate(-Math.PI / 2);
    draw(g, lines, font, color, 0, 0, Align.CENTRE);
    g.setTransform(before);
  }
}
