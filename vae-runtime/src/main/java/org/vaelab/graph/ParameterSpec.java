package org.vaelab.graph;

import java.io.Serializable;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A parameter's name, shape and initial distribution.
///
/// @param name name of the graph input that holds it
/// @param shape its shape, all sizes positive
/// @param initialiser draws its initial value
public record ParameterSpec(String name, long[] shape, Initialiser initialiser)
    implements Serializable {

  /// Draws the initial value of a parameter.
  @FunctionalInterface
  public interface Initialiser extends Serializable {
    float[] draw(long[] shape, RandomGenerator generator);
  }

  /// A weight matrix `[in, out]` with uniform Xavier initialisation: U(−a, a),
  /// a = √(6 / (in + out)) (Glorot and Bengio 2010, eq. 16).
  public static ParameterSpec weights(String name, int in, int out) {
    return xavier(name, (long) in + out, in, out);
  }

  /// The kernel `[size, size, in, out]` of a convolution, or of a transposed one from `out` to `in`
  /// channels, with Xavier initialisation: a pixel of the larger image is in size²/stride² windows.
  public static ParameterSpec kernel(String name, int size, int stride, int in, int out) {
    long window = (long) size * size;
    long fan = window * in + Math.ceilDiv(window * out, (long) stride * stride);
    return xavier(name, fan, size, size, in, out);
  }

  /// @param fan how many numbers meet in an input and an output together
  private static ParameterSpec xavier(String name, long fan, long... sizes) {
    return new ParameterSpec(
        name,
        sizes,
        (shape, generator) -> {
          double a = Math.sqrt(6.0 / fan);
          float[] values = HostArrays.allocate("parameter '" + name + "'", shape);
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * generator.nextDouble() - 1) * a);
          }
          return values;
        });
  }

  /// A row `[1, size]` that starts at `value` everywhere.
  public static ParameterSpec constantRow(String name, int size, float value) {
    return new ParameterSpec(
        name,
        new long[] {1, size},
        (shape, generator) -> {
          float[] values = new float[size];
          Arrays.fill(values, value);
          return values;
        });
  }

  /// The number of its values.
  ///
  /// @throws TooLargeException if they are more than are supported
  public int size() {
    return TooLargeException.elements("parameter '" + name + "'", shape);
  }
}
