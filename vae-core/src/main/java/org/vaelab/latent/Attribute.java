package org.vaelab.latent;

/// An attribute of images as a code: z̄, the mean code of images that have it.
///
/// @param mean z̄ `[Z]`
public record Attribute(float[] mean) {

  /// @param codes of images with the attribute `[N][Z]`, at least one
  public static Attribute of(float[][] codes) {
    if (codes.length == 0) {
      throw new IllegalArgumentException(
          "An attribute is the mean code of images that have it; give at least one image.");
    }
    double[] sum = new double[codes[0].length];
    for (float[] code : codes) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += code[d];
      }
    }
    float[] mean = new float[sum.length];
    for (int d = 0; d < sum.length; d++) {
      mean[d] = (float) (sum[d] / codes.length);
    }
    return new Attribute(mean);
  }

  /// z + α (z̄ − z): z itself at α = 0, z̄ at α = 1, away from the attribute where α < 0.
  public float[] edit(float[] z, double alpha) {
    if (z.length != mean.length) {
      throw new IllegalArgumentException(
          "The attribute is a code of %d numbers, and z has %d.".formatted(mean.length, z.length));
    }
    float[] edited = new float[z.length];
    for (int d = 0; d < z.length; d++) {
      edited[d] = (float) ((1 - alpha) * z[d] + alpha * mean[d]);
    }
    return edited;
  }
}
