package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Looks at pictures.
final class Pictures {

  static final int WHITE = Color.WHITE.getRGB();

  private Pictures() {}

  /// The colour at a point given in SVG units.
  static Color at(BufferedImage image, double x, double y) {
    return new Color(
        image.getRGB((int) (x * Rendering.RESOLUTION), (int) (y * Rendering.RESOLUTION)));
  }

  /// Whether any pixel of a rectangle in SVG units is not white.
  static boolean hasInk(BufferedImage image, Rectangle2D area) {
    int r = Rendering.RESOLUTION;
    for (int y = (int) (area.getY() * r); y < area.getMaxY() * r; y++) {
      for (int x = (int) (area.getX() * r); x < area.getMaxX() * r; x++) {
        if (image.getRGB(x, y) != WHITE) {
          return true;
        }
      }
    }
    return false;
  }

  /// Fails if anything touches the outermost ten pixels, as clipped text would.
  static void assertNothingClipped(BufferedImage image) {
    int margin = 10;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean inside =
            x >= margin
                && y >= margin
                && x < image.getWidth() - margin
                && y < image.getHeight() - margin;
        if (!inside && image.getRGB(x, y) != WHITE) {
          throw new AssertionError("ink at the edge: (%d, %d)".formatted(x, y));
        }
      }
    }
  }

  static Document parse(String xml) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
    } catch (Exception failure) {
      throw new AssertionError("not well-formed XML", failure);
    }
  }

  /// All ids of an SVG, which must be distinct.
  static Set<String> ids(String svg) {
    NodeList elements = parse(svg).getElementsByTagName("*");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < elements.getLength(); i++) {
      String id = ((Element) elements.item(i)).getAttribute("id");
      if (!id.isEmpty()) {
        assertThat(ids.add(id)).as("id %s is unique", id).isTrue();
      }
    }
    return ids;
  }
}
