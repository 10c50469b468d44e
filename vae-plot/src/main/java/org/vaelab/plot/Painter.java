package org.vaelab.plot;

import java.awt.Graphics2D;

/// Draws one figure: its size and its marks, in SVG units (half image pixels).
interface Painter {

  int width();

  int height();

  void paint(Graphics2D g);

  static Painter of(Figure figure) {
    Text.requireFonts();
    return switch (figure) {
      case LineFigure line -> new LinePainter(line);
      case BarFigure bar -> new BarPainter(bar);
      case ScatterFigure scatter -> new ScatterPainter(scatter).grid();
      case ContourFigure contours -> new ContourPainter(contours).grid();
      case SurfaceFigure surface -> new SurfacePainter(surface).grid();
      case ImageGrid grid -> new ImageGridPainter(grid);
    };
  }
}
