package org.vaelab.plot;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/// A figure: the numbers it shows and the ways to see them.
///
/// Figures are immutable. Drawing needs no display; it needs fonts, and their absence is an
/// [IllegalStateException] that names the packages to install.
public sealed interface Figure
    permits LineFigure, BarFigure, ScatterFigure, ContourFigure, SurfaceFigure, ImageGrid {

  /// The title printed above the figure.
  String title();

  /// The numbers of the figure as a table with one header line (RFC 4180 quoting, `\n` line ends).
  /// Doubles are written so that reading them gives the same value; `NaN` stays `NaN`.
  String csv();

  /// The picture, two image pixels per unit of the SVG in each direction.
  default BufferedImage image() {
    return Rendering.image(Painter.of(this));
  }

  /// The picture of [#image()] as the bytes of a PNG file.
  default byte[] png() {
    return Rendering.png(image());
  }

  /// The picture as an `<svg>` element without XML prolog, ready to be put into an HTML page. Ids
  /// inside differ between different figures, so that several fit into one page.
  default String svg() {
    return Rendering.svg(this);
  }

  /// Writes `name.png`, `name.svg` and `name.csv`.
  ///
  /// Each file is written whole or not at all, once the content of all three is known.
  ///
  /// @param directory where to; created when missing
  /// @param name file name without extension and without path separators
  /// @throws java.io.UncheckedIOException if the files cannot be written; no temporary file is left
  default void save(Path directory, String name) {
    FigureFiles.save(this, directory, name);
  }
}
