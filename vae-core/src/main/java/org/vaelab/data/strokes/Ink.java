package org.vaelab.data.strokes;

/// A grey picture that strokes are drawn into. A pixel's level is the share of it that the stroke
/// covers, from the exact distance of its centre to the stroke's axis: the stroke's edge is a ramp
/// one pixel wide.
final class Ink {
  private final int size;
  private final double[] coverage;

  /// @param size height and width in pixels
  Ink(int size) {
    this.size = size;
    this.coverage = new double[size * size];
  }

  /// Draws a straight piece with round ends, in pixel coordinates: the centre of the top left pixel
  /// is (0.5, 0.5). Where strokes cross, the darker one counts.
  ///
  /// @param radius half the stroke's thickness in pixels
  void draw(double x0, double y0, double x1, double y1, double radius) {
    double reach = radius + 1;
    int left = clamp((int) Math.floor(Math.min(x0, x1) - reach));
    int right = clamp((int) Math.ceil(Math.max(x0, x1) + reach));
    int top = clamp((int) Math.floor(Math.min(y0, y1) - reach));
    int bottom = clamp((int) Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double squaredLength = dx * dx + dy * dy;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along =
            squaredLength == 0 ? 0 : Math.clamp((px * dx + py * dy) / squaredLength, 0.0, 1.0);
        double offX = px - along * dx;
        double offY = py - along * dy;
        double distance = Math.sqrt(offX * offX + offY * offY);
        double covered = Math.clamp(radius - distance + 0.5, 0.0, 1.0);
        int pixel = row * size + column;
        coverage[pixel] = Math.max(coverage[pixel], covered);
      }
    }
  }

  /// The picture's grey levels 0..255, row-major.
  ///
  /// @param out written from `offset` on
  void copyTo(byte[] out, int offset) {
    for (int i = 0; i < coverage.length; i++) {
      out[offset + i] = (byte) (int) (coverage[i] * 255 + 0.5);
    }
  }

  private int clamp(int pixel) {
    return Math.clamp(pixel, 0, size);
  }
}
