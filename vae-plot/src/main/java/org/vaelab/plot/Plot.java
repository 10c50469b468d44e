package org.vaelab.plot;

import java.awt.geom.Rectangle2D;

/// The plot area inside the axes and the places of values in it.
record Plot(Scale horizontal, Scale vertical, Rectangle2D area) {

  /// How far outside the area, in areas, a point may be placed: far marks are clipped anyway, and
  /// huge coordinates break renderers.
  private static final double FAR = 20;

  double x(double value) {
    return area.getX() + clamp(horizontal.position(value)) * area.getWidth();
  }

  double y(double value) {
    return area.getMaxY() - clamp(vertical.position(value)) * area.getHeight();
  }

  private static double clamp(double position) {
    return Math.clamp(position, -FAR, FAR);
  }
}
