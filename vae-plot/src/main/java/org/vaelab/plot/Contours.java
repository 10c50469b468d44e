package org.vaelab.plot;

import java.awt.geom.Path2D;
import java.util.Arrays;

/// Lines of equal value of a function on a regular grid, by marching squares.
final class Contours {
  private Contours() {}

  /// The value above which the function holds a share of its sum.
  static double level(double[][] values, double share) {
    double[] sorted = Arrays.stream(values).flatMapToDouble(Arrays::stream).sorted().toArray();
    double target = share * Arrays.stream(sorted).sum();
    double held = 0;
    int i = sorted.length - 1;
    while (i > 0 && held + sorted[i] < target) {
      held += sorted[i];
      i--;
    }
    return sorted[i];
  }

  /// The line where the function passes the level, in the grid's coordinates.
  ///
  /// @param values at `[x][y]`
  static Path2D line(double[] x, double[] y, double[][] values, double level) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i + 1 < x.length; i++) {
      for (int j = 0; j + 1 < y.length; j++) {
        cell(path, x, y, values, level, i, j);
      }
    }
    return path;
  }

  /// Joins the points where the level passes the edges of a cell, taken in turn around it; where it
  /// passes all four, the two pairs of neighbours.
  private static void cell(
      Path2D path, double[] x, double[] y, double[][] values, double level, int i, int j) {
    int[][] corners = {{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}};
    boolean open = false;
    for (int edge = 0; edge < 4; edge++) {
      int[] a = corners[edge];
      int[] b = corners[(edge + 1) % 4];
      double from = values[a[0]][a[1]] - level;
      double to = values[b[0]][b[1]] - level;
      if (from > 0 == to > 0) {
        continue;
      }
      double share = from / (from - to);
      double px = x[a[0]] + share * (x[b[0]] - x[a[0]]);
      double py = y[a[1]] + share * (y[b[1]] - y[a[1]]);
      if (open) {
        path.lineTo(px, py);
      } else {
        path.moveTo(px, py);
      }
      open = !open;
    }
  }
}
