package org.vaelab.data.strokes;

import java.util.ArrayList;
import java.util.List;

/// One movement of the pen through knots: smooth between corners.
///
/// @param knots where the pen passes, in order, at least two
record Stroke(List<Knot> knots) {
  /// Straight pieces that a curve between two knots is divided into.
  private static final int PIECES = 6;

  Stroke {
    knots = List.copyOf(knots);
  }

  /// A point in glyph coordinates: x to the right, y down, a glyph about 100 units high.
  ///
  /// @param corner whether the pen changes its direction suddenly here
  record Knot(double x, double y, boolean corner) {}

  /// A point on a drawn line.
  record Point(double x, double y) {}

  /// Reads knots written as `x,y`, divided by blanks; `*` after a knot marks a corner.
  static Stroke parse(String text) {
    List<Knot> knots = new ArrayList<>();
    for (String word : text.split(" ")) {
      boolean corner = word.endsWith("*");
      String[] xy = (corner ? word.substring(0, word.length() - 1) : word).split(",");
      knots.add(new Knot(Double.parseDouble(xy[0]), Double.parseDouble(xy[1]), corner));
    }
    return new Stroke(knots);
  }

  /// The stroke as a chain of points: a cubic Hermite curve with Catmull-Rom tangents
  /// (Catmull and Rom 1974) between the knots, whose tangents at ends and corners are one-sided.
  List<Point> flatten() {
    List<Point> points = new ArrayList<>();
    points.add(new Point(knots.getFirst().x, knots.getFirst().y));
    for (int i = 0; i + 1 < knots.size(); i++) {
      Knot from = knots.get(i);
      Knot to = knots.get(i + 1);
      Knot before = i == 0 || from.corner ? null : knots.get(i - 1);
      Knot after = i + 2 == knots.size() || to.corner ? null : knots.get(i + 2);
      addCurve(points, before, from, to, after);
    }
    return points;
  }

  private static void addCurve(List<Point> points, Knot before, Knot from, Knot to, Knot after) {
    double chordX = to.x - from.x;
    double chordY = to.y - from.y;
    double endX = after == null ? chordX : (after.x - from.x) / 2;
    double endY = after == null ? chordY : (after.y - from.y) / 2;
    double startX = before == null ? oneSided(chordX, endX) : (to.x - before.x) / 2;
    double startY = before == null ? oneSided(chordY, endY) : (to.y - before.y) / 2;
    if (after == null) {
      endX = oneSided(chordX, startX);
      endY = oneSided(chordY, startY);
    }
    for (int piece = 1; piece <= PIECES; piece++) {
      double t = (double) piece / PIECES;
      double s = 1 - t;
      // Hermite basis polynomials.
      double h0 = (1 + 2 * t) * s * s;
      double h1 = t * s * s;
      double h2 = t * t * (3 - 2 * t);
      double h3 = -t * t * s;
      points.add(
          new Point(
              h0 * from.x + h1 * startX + h2 * to.x + h3 * endX,
              h0 * from.y + h1 * startY + h2 * to.y + h3 * endY));
    }
  }

  /// The tangent at a free end that makes the curve's second derivative vanish there.
  private static double oneSided(double chord, double otherTangent) {
    return 1.5 * chord - 0.5 * otherTangent;
  }
}
