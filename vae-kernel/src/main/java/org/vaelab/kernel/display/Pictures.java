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
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.vaelab.plot.Figure;

/// Images, charts and figures.
final class Pictures {
  /// Figures and charts are drawn with this many pixels per unit of their size.
  private static final int PIXEL_RATIO = 2;

  private static final AtomicInteger SVG_NUMBER = new AtomicInteger();

  private Pictures() {}

  static void image(BufferedImage image, DisplayData data) {
    data.putText("Image of %d by %d pixels".formatted(image.getWidth(), image.getHeight()));
    data.putData("image/png", png(image));
  }

  static void figure(Figure figure, DisplayData data) {
    data.putText(name(figure));
    putPicture(figure.image(), data);
  }

  /// An SVG alone: beside a PNG, exporters prefer it, and their sanitisers then strip it.
  static void svg(Svg picture, DisplayData data) {
    switch (picture.drawing()) {
      case Figure figure -> {
        data.putText(name(figure));
        data.putSVG(figure.svg());
      }
      case Chart<?, ?> chart -> {
        data.putText(name(chart));
        data.putSVG(withFonts(() -> svg(chart)));
      }
      default -> throw new IllegalStateException("not a drawing");
    }
  }

  private static String name(Figure figure) {
    return figure.getClass().getSimpleName() + ": " + figure.title();
  }

  private static String name(Chart<?, ?> chart) {
    return chart.getClass().getSimpleName() + ": " + chart.getTitle();
  }

  static void chart(Chart<?, ?> chart, DisplayData data) {
    data.putText(name(chart));
    putPicture(withFonts(() -> paint(chart)), data);
  }

  private static <T> T withFonts(Supplier<T> drawing) {
    try {
      return drawing.get();
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

  private static void putPicture(BufferedImage image, DisplayData data) {
    data.putData("image/png", png(image));
    data.putMetaData(
        "image/png",
        Map.of("width", image.getWidth() / PIXEL_RATIO, "height", image.getHeight() / PIXEL_RATIO));
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
