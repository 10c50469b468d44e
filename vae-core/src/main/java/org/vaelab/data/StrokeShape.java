package org.vaelab.data;

/// What can be measured on an image of strokes.
///
/// @param ink sum of the pixels, in pixels of full ink
/// @param thickness 2 ink / outline, in pixels, the outline being the sum of the absolute
///     differences of neighbours across and downwards: w L / (w + L) of an upright bar of width w
///     and length L, so a little less than w; of a slanted one up to √2 less, as its outline is
///     counted in steps
/// @param slant how many pixels the strokes lean to the right for each pixel upwards: the
///     regression of columns on rows by second moments
public record StrokeShape(double ink, double thickness, double slant) {

  /// @param image `[height*width]`, row-major, from 0 to 1
  /// @throws DataException if the image has no ink
  public static StrokeShape of(float[] image, int height, int width) {
    double ink = 0;
    double row = 0;
    double column = 0;
    for (int i = 0; i < image.length; i++) {
      ink += image[i];
      row += image[i] * (i / width);
      column += image[i] * (i % width);
    }
    if (!(ink > 0)) {
      throw new DataException("An image without ink has no shape; leave it out.");
    }
    row /= ink;
    column /= ink;
    double mixed = 0;
    double rows = 0;
    for (int i = 0; i < image.length; i++) {
      double up = row - i / width;
      mixed += image[i] * up * (i % width - column);
      rows += image[i] * up * up;
    }
    return new StrokeShape(ink, 2 * ink / outline(image, height, width), mixed / rows);
  }

  /// The shape of the pixels with at least half the ink of the one with the most. A stroke that is
  /// blurred is as wide there as before (full width at half maximum), as long as it is wider than
  /// the blur, and a haze around it does not count.
  ///
  /// @param image `[height*width]`, row-major, from 0 to 1
  /// @throws DataException if the image has no ink
  public static StrokeShape atHalfMaximum(float[] image, int height, int width) {
    float most = 0;
    for (float value : image) {
      most = Math.max(most, value);
    }
    float[] bits = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      bits[i] = most > 0 && image[i] >= most / 2 ? 1 : 0;
    }
    return of(bits, height, width);
  }

  /// With empty surroundings.
  private static double outline(float[] image, int height, int width) {
    double sum = 0;
    for (int r = 0; r <= height; r++) {
      for (int c = 0; c <= width; c++) {
        double here = r < height && c < width ? image[r * width + c] : 0;
        double left = r < height && c > 0 ? image[r * width + c - 1] : 0;
        double above = r > 0 && c < width ? image[(r - 1) * width + c] : 0;
        sum += Math.abs(here - left) + Math.abs(here - above);
      }
    }
    return sum;
  }
}
