package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.vaelab.plot.Figure;

/// Images, charts and figures.
final class Pictures {
  /// A larger SVG makes the notebook's file heavy; then the PNG stands alone.
  private static final int MAX_SVG = 150_000;

  /// Figures and charts are drawn with this many pixels per unit of their size.
  private static final int PIXEL_RATIO = 2;

  private static final AtomicInteger SVG_NUMBER = new AtomicInteger();

  private Pictures() {}

  static void image(BufferedImage image, DisplayData data) {
    data.putText("Image of %d by %d pixels".formatted(image.getWidth(), image.getHeight()));
    data.putData("image/png", base64(png(image)));
  }

  static void figure(Figure figure, DisplayData data) {
    BufferedImage image = figure.image();
    data.putText(figure.getClass().getSimpleName() + ": " + figure.title());
    putPicture(image, figure.svg(), data);
  }

  static void chart(Chart<?, ?> chart, DisplayData data) {
    data.putText(chart.getClass().getSimpleName() + ": " + chart.getTitle());
    try {
      putPicture(paint(chart), svg(chart), data);
    } catch (Error e) {
      if (e.getMessage() != null && e.getMessage().contains("fonts")) {
        throw new IllegalStateException(
            "This machine has no fonts, which charts need; install them (Debian:"
                + " apt install libfontconfig1 fonts-dejavu-core) and restart the kernel.",
            e);
      }
      throw e;
    }
  }

  private static BufferedImage paint(Chart<?, ?> chart) {
    int width = chart.getWidth();
    int height = chart.getHeight();
    BufferedImage image =
        new BufferedImage(width * PIXEL_RATIO, height * PIXEL_RATIO, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.scale(PIXEL_RATIO, PIXEL_RATIO);
    chart.paint(graphics, width, height);
    graphics.dispose();
    return image;
  }

  private static String svg(Chart<?, ?> chart) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String svg = bytes.toString(StandardCharsets.UTF_8);
    // An HTML page takes the element without prolog, and one id once.
    String prefix = "chart" + SVG_NUMBER.incrementAndGet() + "-";
    return svg.substring(svg.indexOf("<svg"))
        .replace("id=\"", "id=\"" + prefix)
        .replace("url(#", "url(#" + prefix);
  }

  private static void putPicture(BufferedImage image, String svg, DisplayData data) {
    data.putData("image/png", base64(png(image)));
    data.putMetaData(
        "image/png",
        Map.of("width", image.getWidth() / PIXEL_RATIO, "height", image.getHeight() / PIXEL_RATIO));
    if (svg.length() <= MAX_SVG) {
      data.putSVG(svg);
    }
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
