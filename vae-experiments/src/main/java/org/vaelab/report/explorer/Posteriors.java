package org.vaelab.report.explorer;

/// q of images as a page draws it: an ellipse where q is a diagonal Gaussian, else draws.
///
/// @param mean of N images, `[N, Z]`
/// @param logScale of the first P of them, `[P, Z]`, or nothing
/// @param draws of the first P, `[P, K, Z]`, or nothing
public record Posteriors(Packed mean, Packed logScale, Packed draws) {

  /// @throws ArithmeticException if a number is not finite
  public static Posteriors of(float[] mean, float[] logScale, float[] draws) {
    return new Posteriors(packed(mean), packed(logScale), packed(draws));
  }

  private static Packed packed(float[] values) {
    if (!Decoder.isFinite(values)) {
      throw new ArithmeticException("q of an image is not finite.");
    }
    return Packed.of(values);
  }
}
