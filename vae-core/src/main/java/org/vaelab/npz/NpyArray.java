package org.vaelab.npz;

import java.util.Arrays;

/// An array of numbers in row-major order.
public sealed interface NpyArray {

  long[] shape();

  /// The values, rounded to float where they were read as doubles.
  float[] floats();

  double[] doubles();

  /// float32
  record Floats(long[] shape, float[] values) implements NpyArray {
    public Floats {
      checkSize(shape, values.length);
    }

    @Override
    public float[] floats() {
      return values.clone();
    }

    @Override
    public double[] doubles() {
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }
  }

  /// float64; integers are read as such too
  record Doubles(long[] shape, double[] values) implements NpyArray {
    public Doubles {
      checkSize(shape, values.length);
    }

    @Override
    public float[] floats() {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    @Override
    public double[] doubles() {
      return values.clone();
    }
  }

  static NpyArray of(float[] values, long... shape) {
    return new Floats(shape, values);
  }

  static NpyArray of(double[] values, long... shape) {
    return new Doubles(shape, values);
  }

  private static void checkSize(long[] shape, int length) {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != length) {
      throw new IllegalArgumentException(
          "%d values do not fill an array of shape %s.".formatted(length, Arrays.toString(shape)));
    }
  }
}
