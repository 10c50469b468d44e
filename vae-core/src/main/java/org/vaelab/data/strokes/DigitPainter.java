package org.vaelab.data.strokes;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.vaelab.data.strokes.Stroke.Knot;
import org.vaelab.data.strokes.Stroke.Point;

/// Paints one digit in a hand of its own: a way to write it, displaced knots, a bent sheet, slant,
/// rotation, proportions and a pen of some thickness, all drawn from the given generator.
///
/// Only operations that Java defines bit for bit are used, so that a seed gives the same picture on
/// every machine.
public final class DigitPainter {
  /// Height and width of a picture in pixels.
  public static final int SIZE = 28;

  private static final double KNOT_JITTER = 2.7;
  private static final double BEND = 3.6;
  private static final double ROTATION = 0.1;
  private static final double MEAN_SLANT = 0.12;
  private static final double SLANT = 0.23;
  private static final double PROPORTION = 0.15;
  private static final double THINNEST = 0.8;

  private final RandomGenerator random;

  private DigitPainter(RandomGenerator random) {
    this.random = random;
  }

  /// Paints `digit`, centred by its ink, into `out[offset..offset + SIZE*SIZE - 1]`.
  ///
  /// @param digit 0..9
  /// @param random the hand: the same numbers make the same picture
  /// @param out receives grey levels 0 (paper) to 255 (ink), row-major
  public static void paint(int digit, RandomGenerator random, byte[] out, int offset) {
    new DigitPainter(random).paint(digit).copyTo(out, offset);
  }

  private Ink paint(int digit) {
    List<List<Stroke>> ways = Glyphs.ways(digit);
    List<Stroke> way = ways.get(random.nextInt(ways.size()));
    List<List<Point>> lines = new ArrayList<>();
    for (Stroke stroke : way) {
      lines.add(jitter(stroke).flatten());
    }
    lines = map(lines, bend());
    lines = map(lines, slantAndTurn());
    double radius = Math.max(THINNEST, 1.2 + 0.3 * bell());
    lines = map(lines, onSheet(lines, radius));
    Ink ink = new Ink(SIZE);
    for (List<Point> line : lines) {
      draw(ink, line, radius);
    }
    return ink;
  }

  /// Displaces knots, neighbours alike (an autoregressive walk of unit variance), so that the line
  /// wanders rather than trembles.
  private Stroke jitter(Stroke stroke) {
    List<Knot> moved = new ArrayList<>();
    double dx = bell();
    double dy = bell();
    for (Knot knot : stroke.knots()) {
      moved.add(new Knot(knot.x() + KNOT_JITTER * dx, knot.y() + KNOT_JITTER * dy, knot.corner()));
      dx = 0.6 * dx + 0.8 * bell();
      dy = 0.6 * dy + 0.8 * bell();
    }
    return new Stroke(moved);
  }

  /// A smooth displacement of the sheet: each coordinate moves by a wave over the other and over
  /// itself.
  private Mapping bend() {
    double[] phase = new double[4];
    double[] wave = new double[4];
    double[] amplitude = new double[4];
    for (int i = 0; i < phase.length; i++) {
      phase[i] = 2 * Math.PI * random.nextDouble();
      wave[i] = 2 * Math.PI * (0.5 + 0.6 * random.nextDouble()) / 100;
      amplitude[i] = BEND * bell();
    }
    return p ->
        new Point(
            p.x()
                + amplitude[0] * StrictMath.sin(phase[0] + wave[0] * p.y())
                + amplitude[1] * StrictMath.sin(phase[1] + wave[1] * p.x()),
            p.y()
                + amplitude[2] * StrictMath.sin(phase[2] + wave[2] * p.x())
                + amplitude[3] * StrictMath.sin(phase[3] + wave[3] * p.y()));
  }

  private Mapping slantAndTurn() {
    double angle = ROTATION * bell();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double slant = MEAN_SLANT + SLANT * bell();
    double stretch = 1 + PROPORTION * bell();
    return p -> {
      double x = stretch * (p.x() - 50) - slant * (p.y() - 50);
      double y = p.y() - 50;
      return new Point(cos * x - sin * y, sin * x + cos * y);
    };
  }

  /// Scales the lines to about 20 pixels and puts the centre of their ink near the middle.
  private Mapping onSheet(List<List<Point>> lines, double radius) {
    Box box = Box.around(lines);
    double wanted = 20 + 0.7 * bell() - 2 * radius;
    double scale = Math.min(wanted / box.height(), (wanted + 1) / Math.max(box.width(), 1));
    Point centre = inkCentre(lines);
    double shiftX = SIZE / 2.0 + 0.4 * bell() - scale * centre.x();
    double shiftY = SIZE / 2.0 + 0.4 * bell() - scale * centre.y();
    // The ink stays on the sheet, however the pen presses.
    double margin = radius + 1.5;
    double x = Math.clamp(shiftX, margin - scale * box.left, SIZE - margin - scale * box.right);
    double y = Math.clamp(shiftY, margin - scale * box.top, SIZE - margin - scale * box.bottom);
    return p -> new Point(x + scale * p.x(), y + scale * p.y());
  }

  /// Draws a line whose thickness changes slowly from its start to its end.
  private void draw(Ink ink, List<Point> line, double radius) {
    double start = radius * (1 + 0.08 * bell());
    double end = radius * (1 + 0.08 * bell());
    int pieces = line.size() - 1;
    for (int i = 0; i < pieces; i++) {
      Point from = line.get(i);
      Point to = line.get(i + 1);
      double t = (i + 0.5) / pieces;
      ink.draw(from.x(), from.y(), to.x(), to.y(), start + t * (end - start));
    }
  }

  private static Point inkCentre(List<List<Point>> lines) {
    double sumX = 0;
    double sumY = 0;
    double total = 0;
    for (List<Point> line : lines) {
      for (int i = 0; i + 1 < line.size(); i++) {
        Point from = line.get(i);
        Point to = line.get(i + 1);
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length = Math.sqrt(dx * dx + dy * dy);
        sumX += length * (from.x() + to.x()) / 2;
        sumY += length * (from.y() + to.y()) / 2;
        total += length;
      }
    }
    return new Point(sumX / total, sumY / total);
  }

  private static List<List<Point>> map(List<List<Point>> lines, Mapping mapping) {
    return lines.stream().map(line -> line.stream().map(mapping::apply).toList()).toList();
  }

  /// A bell-shaped number with mean 0, variance 1 and bounds -3 and 3 (sum of three uniforms): no
  /// digit is torn apart by a rare value.
  private double bell() {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
  }

  @FunctionalInterface
  private interface Mapping {
    Point apply(Point point);
  }

  private record Box(double left, double top, double right, double bottom) {
    static Box around(List<List<Point>> lines) {
      double left = Double.POSITIVE_INFINITY;
      double top = Double.POSITIVE_INFINITY;
      double right = Double.NEGATIVE_INFINITY;
      double bottom = Double.NEGATIVE_INFINITY;
      for (List<Point> line : lines) {
        for (Point p : line) {
          left = Math.min(left, p.x());
          top = Math.min(top, p.y());
          right = Math.max(right, p.x());
          bottom = Math.max(bottom, p.y());
        }
      }
      return new Box(left, top, right, bottom);
    }

    double width() {
      return right - left;
    }

    double height() {
      return bottom - top;
    }
  }
}
