package org.vaelab.plot;

/// Statistics of one image.
///
/// @param mean mean finite pixel, NaN if there is none
/// @param min least finite pixel, NaN if there is none
/// @param max greatest finite pixel, NaN if there is none
/// @param nonFinite how many pixels are NaN or infinite
/// @param outside how many finite pixels lie outside [0, 1]
record Pixels(double mean, float min, float max, int nonFinite, int outside) {

  static Pixels of(float[] image) {
    double sum = 0;
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    int nonFinite = 0;
    int outside = 0;
    for (float pixel : image) {
      if (!Float.isFinite(pixel)) {
        nonFinite++;
        continue;
      }
      sum += pixel;
      min = Math.min(min, pixel);
      max = Math.max(max, pixel);
      outside += pixel < 0 || pixel > 1 ? 1 : 0;
    }
    int finite = image.length - nonFinite;
    return finite == 0
        ? new Pixels(Double.NaN, Float.NaN, Float.NaN, nonFinite, outside)
        : new Pixels(sum / finite, min, max, nonFinite, outside);
  }
}
