package org.vaelab.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/// Draws an [ImageGrid].
final class ImageGridPainter implements Painter {

  private static final int PAD = 14;
  private static final int GAP = 4;
  private static final double CAPTION_WIDTH = 150;
  private static final int LEAST_WIDTH = 320;

  // All images together, across and downwards: more shows nothing and costs seconds and gigabytes.
  private static final double MOST_CONTENT = 1600;

  private static final int NON_FINITE = Palette.color(1).getRGB();
  private static final Color EDGE = new Color(0xBBBBBB);

  private final ImageGrid grid;
  private final int cellWidth;
  private final int cellHeight;
  private final int columnStep;
  private final int rowStep;
  private final List<List<String>> rowCaptions;
  private final List<List<String>> columnCaptions;
  private final List<String> title;
  private final List<String> notes;
  private final double captionRight;
  private final double captionsBottom;
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  ImageGridPainter(ImageGrid grid) {
    this.grid = grid;
    long naturalWidth = (long) grid.width() * grid.scale();
    long naturalHeight = (long) grid.height() * grid.scale();
    double shrink =
        Math.min(
            1,
            Math.min(
                MOST_CONTENT / ((double) grid.columns() * naturalWidth),
                MOST_CONTENT / ((double) grid.rows().size() * naturalHeight)));
    cellWidth = (int) Math.max(1, Math.round(shrink * naturalWidth));
    cellHeight = (int) Math.max(1, Math.round(shrink * naturalHeight));
    rowCaptions =
        grid.rows().stream()
            .map(row -> Text.wrap(row.caption(), Text.TICK, CAPTION_WIDTH))
            .toList();
    // A caption needs room for a short word whatever the size of the images.
    double captionWidth = grid.columnCaptions().isEmpty() ? 0 : 44;
    columnStep = (int) Math.max(cellWidth + GAP, captionWidth);
    columnCaptions =
        grid.columnCaptions().stream()
            .map(caption -> Text.wrap(caption, Text.TICK, columnStep - 4))
            .toList();
    double captionHeight =
        rowCaptions.stream().mapToDouble(lines -> Text.height(lines, Text.TICK)).max().orElse(0);
    rowStep = (int) Math.max(cellHeight + GAP, Math.ceil(captionHeight) + GAP);

    double rowCaptionWidth =
        rowCaptions.stream().mapToDouble(lines -> Text.width(lines, Text.TICK)).max().orElse(0);
    double indent = rowCaptionWidth == 0 ? 0 : rowCaptionWidth + 10;
    double content = indent + grid.columns() * columnStep - GAP;
    width = (int) Math.ceil(Math.max(LEAST_WIDTH, content + 2 * PAD));
    title = Text.wrap(grid.title(), Text.TITLE, width - 2 * PAD);
    notes = notes();
    captionRight = (width - content) / 2 + indent - 10;
    left = (int) Math.round(captionRight + 10);
    double columnCaptionHeight =
        columnCaptions.stream().mapToDouble(lines -> Text.height(lines, Text.TICK)).max().orElse(0);
    captionsBottom = PAD + Text.height(title, Text.TITLE) + 6 + columnCaptionHeight;
    top = (int) Math.ceil(captionsBottom) + (columnCaptions.isEmpty() ? 2 : 4);
    double bottom = top + grid.rows().size() * rowStep - GAP + PAD;
    height = (int) Math.ceil(bottom + Text.height(notes, Text.NOTE));
  }

  private List<String> notes() {
    int nonFinite = 0;
    int outside = 0;
    for (ImageGrid.Row row : grid.rows()) {
      for (float[] image : row.images()) {
        Pixels pixels = Pixels.of(image);
        nonFinite += pixels.nonFinite();
        outside += pixels.outside();
      }
    }
    List<String> lines = new ArrayList<>();
    if (nonFinite > 0) {
      lines.addAll(note("Non-finite pixels, in red: " + nonFinite + "."));
    }
    if (outside > 0) {
      lines.addAll(note("Pixels outside [0, 1], drawn as 0 or 1: " + outside + "."));
    }
    return lines;
  }

  private List<String> note(String text) {
    return Text.wrap(text, Text.NOTE, width - 2 * PAD);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  /// The corner of an image.
  int cellX(int column) {
    return left + column * columnStep + (columnStep - GAP - cellWidth) / 2;
  }

  /// The corner of an image.
  int cellY(int row) {
    return top + row * rowStep + (rowStep - GAP - cellHeight) / 2;
  }

  @Override
  public void paint(Graphics2D g) {
    Text.draw(g, title, Text.TITLE, Text.INK, width / 2.0, PAD, Text.Align.CENTRE);
    for (int c = 0; c < columnCaptions.size(); c++) {
      List<String> caption = columnCaptions.get(c);
      double centre = cellX(c) + cellWidth / 2.0;
      double above = captionsBottom - Text.height(caption, Text.TICK);
      Text.draw(g, caption, Text.TICK, Text.INK, centre, above, Text.Align.CENTRE);
    }
    for (int r = 0; r < grid.rows().size(); r++) {
      paintRow(g, r);
    }
    g.setColor(Palette.color(0));
    g.setStroke(new BasicStroke(2));
    for (ImageGrid.Frame frame : grid.frames()) {
      int x = cellX(frame.column());
      int y = cellY(frame.row());
      int right = cellX(frame.column() + frame.columns() - 1) + cellWidth;
      int bottom = cellY(frame.row() + frame.rows() - 1) + cellHeight;
      g.draw(new Rectangle2D.Double(x - 2, y - 2, right - x + 4, bottom - y + 4));
    }
    double notesTop = height - PAD + 4 - Text.height(notes, Text.NOTE);
    Text.draw(g, notes, Text.NOTE, Text.INK, width / 2.0, notesTop, Text.Align.CENTRE);
  }

  private void paintRow(Graphics2D g, int r) {
    List<String> caption = rowCaptions.get(r);
    double middle = cellY(r) + cellHeight / 2.0;
    double captionTop = middle - Text.height(caption, Text.TICK) / 2;
    Text.draw(g, caption, Text.TICK, Text.INK, captionRight, captionTop, Text.Align.RIGHT);
    List<float[]> images = grid.rows().get(r).images();
    g.setStroke(new BasicStroke(0.5f));
    for (int c = 0; c < images.size(); c++) {
      // The default hint repeats pixels when an image is enlarged.
      g.drawImage(picture(images.get(c)), cellX(c), cellY(r), cellWidth, cellHeight, null);
      g.setColor(EDGE);
      g.draw(
          new Rectangle2D.Double(
              cellX(c) - 0.25, cellY(r) - 0.25, cellWidth + 0.5, cellHeight + 0.5));
    }
  }

  private BufferedImage picture(float[] image) {
    // No more pixels than are seen; the mean of those that share one.
    int columns = Math.min(grid.width(), cellWidth * Rendering.RESOLUTION);
    int rows = Math.min(grid.height(), cellHeight * Rendering.RESOLUTION);
    BufferedImage picture = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        picture.setRGB(x, y, rgb(mean(image, x, columns, y, rows)));
      }
    }
    return picture;
  }

  /// Mean of the image's pixels below one of the picture's; not finite if one of them is not.
  private float mean(float[] image, int x, int columns, int y, int rows) {
    int left = edge(x, grid.width(), columns);
    int right = edge(x + 1, grid.width(), columns);
    int top = edge(y, grid.height(), rows);
    int bottom = edge(y + 1, grid.height(), rows);
    double sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        sum += image[row * grid.width() + column];
      }
    }
    return (float) (sum / ((long) (right - left) * (bottom - top)));
  }

  private static int edge(int index, int from, int to) {
    return (int) ((long) index * from / to);
  }

  private static int rgb(float pixel) {
    if (!Float.isFinite(pixel)) {
      return NON_FINITE;
    }
    int grey = Math.round(255 * Math.clamp(pixel, 0f, 1f));
    return grey << 16 | grey << 8 | grey;
  }
}
