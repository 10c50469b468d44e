package org.vaelab.kernel.install;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/// The kernel's logo: a density over a latent axis, and a sample.
final class Logo {
  private static final Color INK = new Color(0x1f, 0x4e, 0x79);
  private static final Color SAMPLE = new Color(0xd9, 0x5f, 0x02);
  private static final int POINTS = 48;

  private Logo() {}

  static byte[] png(int size) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.scale(size, size);
    graphics.setColor(INK);
    graphics.setStroke(new BasicStroke(0.07f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D curve = new Path2D.Double();
    for (int i = 0; i <= POINTS; i++) {
      double x = x(i);
      if (i == 0) {
        curve.moveTo(x, y(x));
      } else {
        curve.lineTo(x, y(x));
      }
    }
    graphics.draw(curve);
    graphics.setColor(SAMPLE);
    graphics.fill(new Ellipse2D.Double(0.55, 0.72, 0.16, 0.16));
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  static String svg() {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i <= POINTS; i++) {
      points.append(String.format(Locale.ROOT, "%.2f,%.2f ", 100 * x(i), 100 * y(x(i))));
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
        <polyline fill="none" stroke="#1f4e79" stroke-width="7" stroke-linecap="round" points="%s"/>
        <circle cx="63" cy="80" r="8" fill="#d95f02"/>
        </svg>
        """
        .formatted(points.toString().strip());
  }

  private static double x(int i) {
    return 0.08 + 0.84 * i / POINTS;
  }

  private static double y(double x) {
    double t = (x - 0.45) / 0.16;
    return 0.68 - 0.55 * Math.exp(-t * t / 2);
  }
}
