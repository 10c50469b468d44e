package org.vaelab.latent;

/// Ways from one code to another; both ends are the codes themselves, to the bit.
public enum Interpolation {
  /// (1 − t) a + t b
  LINEAR {
    @Override
    void between(float[] a, float[] b, double t, float[] out) {
      mix(a, b, 1 - t, t, out);
    }
  },

  /// Along the great circle: (sin((1 − t) ω) a/‖a‖ + sin(t ω) b/‖b‖) / sin ω, ω the angle between
  /// them (Shoemake 1985), at a length that goes linearly from ‖a‖ to ‖b‖. Codes of equal length
  /// keep it, as samples of N(0, I) in many dimensions nearly do; on the straight way the middle is
  /// nearer to 0 than almost all of them.
  SPHERICAL {
    @Override
    void between(float[] a, float[] b, double t, float[] out) {
      double lengthA = length(a);
      double lengthB = length(b);
      double cosine = 0;
      for (int d = 0; d < a.length; d++) {
        cosine += a[d] / lengthA * (b[d] / lengthB);
      }
      double angle = Math.acos(Math.clamp(cosine, -1, 1));
      if (!(lengthA > 0 && lengthB > 0 && angle < OPPOSITE)) {
        throw new IllegalArgumentException(
            "Codes that are 0 or opposite have no single great circle between them; interpolate linearly.");
      }
      double length = (1 - t) * lengthA + t * lengthB;
      boolean same = angle < SAME;
      double partA = same ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle);
      double partB = same ? t : Math.sin(t * angle) / Math.sin(angle);
      mix(a, b, partA * length / lengthA, partB * length / lengthB, out);
    }
  };

  // Beyond these sin ω is lost in the rounding of the codes.
  private static final double SAME = 1e-4;
  private static final double OPPOSITE = Math.PI - 1e-3;

  /// @param t inside (0, 1)
  abstract void between(float[] a, float[] b, double t, float[] out);

  /// Codes in equal steps.
  ///
  /// @param count of codes, both ends included, at least 2
  /// @return `[count][Z]`
  /// @throws IllegalArgumentException if there are fewer than two codes or the ends differ in size,
  ///     or if there is no such way
  public float[][] way(float[] from, float[] to, int count) {
    if (count < 2 || from.length != to.length) {
      throw new IllegalArgumentException(
          "A way leads from a code to another of its size in at least 2 images, not from %d numbers to %d in %d."
              .formatted(from.length, to.length, count));
    }
    float[][] codes = new float[count][from.length];
    codes[0] = from.clone();
    codes[count - 1] = to.clone();
    for (int i = 1; i < count - 1; i++) {
      between(from, to, i / (count - 1.0), codes[i]);
    }
    return codes;
  }

  private static void mix(float[] a, float[] b, double partA, double partB, float[] out) {
    for (int d = 0; d < a.length; d++) {
      out[d] = (float) (partA * a[d] + partB * b[d]);
    }
  }

  private static double length(float[] code) {
    double sum = 0;
    for (float value : code) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
