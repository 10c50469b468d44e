package org.vaelab.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageGridTest {

  private static final float[] IMAGE = {0, 0.2f, 0.4f, 0.6f, 0.8f, 1};

  private static ImageGrid grid() {
    return new ImageGrid(
        "Samples",
        2,
        3,
        List.of(
            new ImageGrid.Row("original", List.of(IMAGE, new float[6])),
            new ImageGrid.Row("a longer caption, wrapped", List.of(IMAGE))),
        List.of("first", "second"),
        8,
        List.of(new ImageGrid.Frame(0, 0, 2, 1)));
  }

  @Test
  void repeatsPixelsExactly() {
    ImageGridPainter painter = new ImageGridPainter(grid());
    BufferedImage image = grid().image();
    for (int y = 0; y < 2 * 16; y++) {
      for (int x = 0; x < 3 * 16; x++) {
        int grey = Math.round(255 * IMAGE[y / 16 * 3 + x / 16]);
        // The outermost pixels carry the edge line.
        if (x > 0 && y > 0 && x < 47 && y < 31) {
          assertThat(new Color(image.getRGB(2 * painter.cellX(0) + x, 2 * painter.cellY(1) + y)))
              .isEqualTo(new Color(grey, grey, grey));
        }
      }
    }
  }

  @Test
  void tableDescribesEachImage() {
    assertThat(grid().csv().lines())
        .hasSize(4)
        .startsWith("row,column,row caption,column caption,mean,min,max,non-finite")
        .contains("0,1,original,second,0.0,0.0,0.0,0")
        .anyMatch(line -> line.startsWith("1,0,\"a longer caption, wrapped\",first,0.5"));
  }

  @Test
  void marksAndCountsUnusualPixels() {
    float[] odd = {Float.NaN, -1, 2, 0, 0, 0};
    ImageGrid grid = new ImageGrid("t", 2, 3, List.of(new ImageGrid.Row("", List.of(odd))), 10);
    ImageGridPainter painter = new ImageGridPainter(grid);
    BufferedImage image = grid.image();
    double y = painter.cellY(0) + 5;
    assertThat(Pictures.at(image, painter.cellX(0) + 5, y)).isEqualTo(Palette.color(1));
    assertThat(Pictures.at(image, painter.cellX(0) + 15, y)).isEqualTo(Color.BLACK);
    assertThat(Pictures.at(image, painter.cellX(0) + 25, y)).isEqualTo(Color.WHITE);
    Pixels pixels = Pixels.of(odd);
    assertThat(pixels.nonFinite()).isEqualTo(1);
    assertThat(pixels.outside()).isEqualTo(2);
    assertThat(pixels.mean()).isEqualTo(0.2);
    Pictures.assertNothingClipped(image);
  }

  @Test
  void largeImagesAreDrawnSmallerByMeans() {
    int side = 512;
    float[] checks = new float[side * side];
    float[] broken = new float[side * side];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = (i % side + i / side) % 2;
    }
    broken[side * 300 + 300] = Float.NaN;
    List<float[]> images = new ArrayList<>(Collections.nCopies(11, checks));
    images.add(broken);
    ImageGrid grid =
        new ImageGrid(
            "t",
            side,
            side,
            IntStream.range(0, 4).mapToObj(r -> new ImageGrid.Row("", images)).toList(),
            2);
    BufferedImage image = grid.image();
    assertThat(image.getWidth()).isBetween(2000, 3600);
    assertThat(image.getHeight()).isLessThan(3600);
    ImageGridPainter painter = new ImageGridPainter(grid);
    int grey = Pictures.at(image, painter.cellX(0) + 30, painter.cellY(0) + 30).getRed();
    assertThat(grey).isBetween(60, 200);
    assertThat(
            IntStream.range(0, 2 * 133)
                .flatMap(
                    y ->
                        IntStream.range(0, 2 * 133)
                            .map(
                                x ->
                                    image.getRGB(
                                        2 * painter.cellX(11) + x, 2 * painter.cellY(0) + y)))
                .filter(rgb -> rgb == Palette.color(1).getRGB())
                .count())
        .as("pixels in red")
        .isPositive();
    Pictures.assertNothingClipped(image);
  }

  @Test
  void svgEmbedsThePng() {
    String svg = grid().svg();
    Pictures.parse(svg);
    String data = svg.substring(svg.indexOf("base64,") + 7, svg.indexOf("\"/></svg>"));
    assertThat(Base64.getDecoder().decode(data)).isEqualTo(grid().png());
  }

  @Test
  void nothingIsClipped() {
    List<float[]> images = IntStream.range(0, 12).mapToObj(_ -> new float[28 * 20]).toList();
    List<ImageGrid.Row> rows =
        IntStream.range(0, 3)
            .mapToObj(r -> new ImageGrid.Row("locally optimised, restart " + r, images))
            .toList();
    List<String> captions = IntStream.range(0, 12).mapToObj(c -> "test image " + 1000 * c).toList();
    for (int scale = 1; scale <= 3; scale++) {
      ImageGrid grid =
          new ImageGrid(
              "Reconstructions beside originals",
              28,
              20,
              rows,
              captions,
              scale,
              List.of(new ImageGrid.Frame(0, 0, 3, 12)));
      Pictures.assertNothingClipped(grid.image());
    }
  }

  @Test
  void explainsBadInput() {
    List<ImageGrid.Row> rows = List.of(new ImageGrid.Row("", List.of(IMAGE)));
    assertThatThrownBy(() -> new ImageGrid("t", 3, 3, rows, 1))
        .hasMessageContaining("6 pixels where 9 are needed");
    assertThatThrownBy(() -> new ImageGrid("t", 2, 3, List.of(), 1))
        .hasMessageContaining("no images");
    assertThatThrownBy(() -> new ImageGrid("t", 2, 3, rows, 0)).hasMessageContaining("scale 0");
    assertThatThrownBy(() -> new ImageGrid("t", 2, 3, rows, List.of("a", "b"), 1, List.of()))
        .hasMessageContaining("2 column captions where 1 are needed");
    List<ImageGrid.Frame> outside = List.of(new ImageGrid.Frame(0, 0, 1, 2));
    assertThatThrownBy(() -> new ImageGrid("t", 2, 3, rows, List.of(), 1, outside))
        .hasMessageContaining("does not lie inside");
  }
}
