package org.vaelab.data.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.data.strokes.Stroke.Knot;
import org.vaelab.data.strokes.Stroke.Point;

class StrokeTest {

  @Test
  void twoKnotsMakeAStraightLine() {
    for (Point p : Stroke.parse("10,20 40,80").flatten()) {
      assertThat(p.y() - 20).isCloseTo(2 * (p.x() - 10), within(1e-9));
      assertThat(p.x()).isBetween(10.0, 40.0);
    }
  }

  @Test
  void theCurvePassesThroughItsKnots() {
    Stroke stroke = Stroke.parse("0,0 30,10 50,60* 20,80 0,90");
    List<Point> points = stroke.flatten();
    for (Knot knot : stroke.knots()) {
      assertThat(points).contains(new Point(knot.x(), knot.y()));
    }
  }

  /// A corner keeps both legs straight; without it, the pen takes a curve.
  @Test
  void cornersAreSharp() {
    for (Point p : Stroke.parse("0,0 50,0* 50,50").flatten()) {
      assertThat(p.y() == 0 || Math.abs(p.x() - 50) < 1e-9).as(p.toString()).isTrue();
    }
    assertThat(Stroke.parse("0,0 50,0 50,50").flatten())
        .anySatisfy(
            p -> {
              assertThat(p.y()).isNotZero();
              assertThat(p.x()).isNotEqualTo(50.0);
            });
  }

  /// Catmull-Rom tangents reproduce a parabola with evenly spaced knots between inner knots.
  @Test
  void aParabolaIsReproduced() {
    List<Point> points = Stroke.parse("0,0 1,1 2,4 3,9 4,16").flatten();
    for (Point p : points) {
      if (p.x() >= 1 && p.x() <= 3) {
        assertThat(p.y()).isCloseTo(p.x() * p.x(), within(1e-9));
      }
    }
  }

  @Test
  void everyDigitHasSeveralWays() {
    for (int digit = 0; digit < 10; digit++) {
      assertThat(Glyphs.ways(digit)).as("digit %d", digit).hasSizeGreaterThanOrEqualTo(3);
    }
  }
}
