package org.vaelab.plot;

import java.util.List;
import org.vaelab.files.Csv;

/// Rows of grey images, such as originals above reconstructions, or samples from the prior.
///
/// Pixels below 0 or above 1 are drawn black or white and pixels that are not finite in red; a note
/// counts both.
///
/// @param title printed above
/// @param height pixels of an image downwards
/// @param width pixels of an image across
/// @param rows the rows, from top to bottom
/// @param columnCaptions captions above the columns, or empty
/// @param scale side of a pixel in the picture, at least 1; pixels are repeated, not interpolated.
///     A grid that would be more than 1600 across or downwards is drawn smaller, each of its pixels
///     the mean of those that it stands for.
/// @param frames frames around groups of images
public record ImageGrid(
    String title,
    int height,
    int width,
    List<Row> rows,
    List<String> columnCaptions,
    int scale,
    List<Frame> frames)
    implements Figure {

  /// One row.
  ///
  /// @param caption printed to its left, may be empty
  /// @param images each `[height*width]` row-major, 0 is black and 1 is white
  public record Row(String caption, List<float[]> images) {

    public Row {
      images = List.copyOf(images);
    }
  }

  /// A frame around a block of images.
  ///
  /// @param row first row, from 0
  /// @param column first column, from 0
  /// @param rows how many rows
  /// @param columns how many columns
  public record Frame(int row, int column, int rows, int columns) {}

  public ImageGrid {
    Checks.text(title, "title", "an image grid");
    String figure = "Image grid '" + title + "'";
    if (height < 1 || width < 1 || scale < 1) {
      throw new IllegalArgumentException(
          "%s has images of %d by %d pixels at scale %d; all three must be at least 1."
              .formatted(figure, height, width, scale));
    }
    rows = List.copyOf(rows);
    columnCaptions = List.copyOf(columnCaptions);
    frames = List.copyOf(frames);
    int columns = columns(rows);
    if (columns == 0) {
      throw new IllegalArgumentException(figure + " has no images; give at least one.");
    }
    for (int r = 0; r < rows.size(); r++) {
      for (float[] image : rows.get(r).images()) {
        Checks.length(
            image.length, height * width, "pixels", "An image of row " + r + " of '" + title + "'");
      }
    }
    if (!columnCaptions.isEmpty()) {
      Checks.length(columnCaptions.size(), columns, "column captions", figure);
    }
    for (Frame frame : frames) {
      if (frame.row < 0
          || frame.column < 0
          || frame.rows < 1
          || frame.columns < 1
          || frame.row + frame.rows > rows.size()
          || frame.column + frame.columns > columns) {
        throw new IllegalArgumentException(
            "%s has %d rows and %d columns, and %s does not lie inside; count from 0."
                .formatted(figure, rows.size(), columns, frame));
      }
    }
  }

  /// A grid without column captions and frames.
  public ImageGrid(String title, int height, int width, List<Row> rows, int scale) {
    this(title, height, width, rows, List.of(), scale, List.of());
  }

  /// The number of images of the longest row.
  int columns() {
    return columns(rows);
  }

  private static int columns(List<Row> rows) {
    return rows.stream().mapToInt(row -> row.images().size()).max().orElse(0);
  }

  /// One line per image: where it is, its captions, and mean, least and greatest finite pixel.
  @Override
  public String csv() {
    Csv csv =
        new Csv()
            .row(
                "row",
                "column",
                "row caption",
                "column caption",
                "mean",
                "min",
                "max",
                "non-finite");
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      for (int c = 0; c < row.images().size(); c++) {
        Pixels pixels = Pixels.of(row.images().get(c));
        csv.row(
            r,
            c,
            row.caption(),
            columnCaptions.isEmpty() ? null : columnCaptions.get(c),
            pixels.mean(),
            pixels.min(),
            pixels.max(),
            pixels.nonFinite());
      }
    }
    return csv.toString();
  }
}
