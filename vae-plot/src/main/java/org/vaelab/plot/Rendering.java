package org.vaelab.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.vaelab.files.Markup;

/// Turns painters into images, PNG bytes and SVG text.
final class Rendering {

  /// Image pixels per SVG unit.
  static final int RESOLUTION = 2;

  static final String XML_PROLOG = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
  private static final Pattern PATH = Pattern.compile(" d=\"[^\"]+\"");
  private static final Pattern BEYOND_HUNDREDTHS = Pattern.compile("(\\.\\d\\d)\\d+");

  static {
    // By default ImageIO, for PNG and for rasters in SVG, goes through temporary files, which a
    // full disk or a stopping JVM lacks.
    ImageIO.setUseCache(false);
  }

  private Rendering() {}

  static BufferedImage image(Painter painter) {
    BufferedImage image =
        new BufferedImage(
            painter.width() * RESOLUTION,
            painter.height() * RESOLUTION,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.scale(RESOLUTION, RESOLUTION);
      fillBackground(g, painter);
      painter.paint(g);
    } finally {
      g.dispose();
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot encode a figure as PNG.", failure);
    }
  }

  static String svg(Figure figure) {
    Painter painter = Painter.of(figure);
    String drawing =
        figure instanceof ImageGrid ? embeddedPng(painter) : vectors(painter, figure.title());
    return withTitle(drawing, figure.title());
  }

  private static String vectors(Painter painter, String title) {
    VectorGraphics2D g = new VectorGraphics2D();
    fillBackground(g, painter);
    painter.paint(g);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(g.getCommands(), new PageSize(0, 0, painter.width(), painter.height()))
          .writeTo(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot encode a figure as SVG.", failure);
    }
    String document = bytes.toString(UTF_8);
    String element = document.substring(document.indexOf("<svg"));
    return withOwnIds(inHundredths(element), title);
  }

  /// Text is drawn as outlines, whose digits beyond hundredths of a unit nobody sees: without them
  /// a drawing has half the size.
  private static String inHundredths(String svg) {
    return PATH.matcher(svg)
        .replaceAll(path -> BEYOND_HUNDREDTHS.matcher(path.group()).replaceAll("$1"));
  }

  /// VectorGraphics2D names clip paths by numbers that differ from run to run and may clash in one
  /// HTML page. New names count from 1 after a digest of the drawing: the same figure always gives
  /// the same text, different figures different names.
  private static String withOwnIds(String svg, String title) {
    String renamed = svg;
    int count = 0;
    for (String id : ID.matcher(svg).results().map(found -> found.group(1)).toList()) {
      count++;
      renamed = renamed.replace('"' + id + '"', "\"@" + count + '"');
      renamed = renamed.replace("#" + id + ")", "#@" + count + ")");
    }
    CRC32 digest = new CRC32();
    digest.update(title.getBytes(UTF_8));
    digest.update(renamed.getBytes(UTF_8));
    return renamed.replace("@", "figure-%08x-".formatted(digest.getValue()));
  }

  private static String embeddedPng(Painter painter) {
    String data = Base64.getEncoder().encodeToString(png(image(painter)));
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">\
        <image width="%1$d" height="%2$d" href="data:image/png;base64,%3$s"/></svg>
        """
        .formatted(painter.width(), painter.height(), data);
  }

  /// A `<title>` lets screen readers and tool tips name the figure: its text is drawn as outlines.
  private static String withTitle(String svg, String title) {
    int afterTag = svg.indexOf('>') + 1;
    String escaped = Markup.escape(title);
    return svg.substring(0, afterTag) + "<title>" + escaped + "</title>" + svg.substring(afterTag);
  }

  private static void fillBackground(Graphics2D g, Painter painter) {
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, painter.width(), painter.height());
  }
}
