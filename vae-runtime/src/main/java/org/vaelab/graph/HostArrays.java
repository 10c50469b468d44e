package org.vaelab.graph;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.NativeLibrary;
import org.vaelab.parallel.Workers;

/// Bulk copies between Java arrays and ND4J arrays in row-major order.
public final class HostArrays {
  private HostArrays() {}

  /// A new array of the given type and shape, filled with `values`.
  ///
  /// @throws TooLargeException if there is no memory for it
  public static INDArray create(DataType type, float[] values, long... shape) {
    INDArray array = uninitialised(type, shape);
    fill(array, values);
    return array;
  }

  /// A new Java array.
  ///
  /// @param what the array, such as "the noise [samples x data points x latent size]"
  /// @throws TooLargeException if there are more elements than a Java array can hold, or more than
  ///     the heap has room for
  public static float[] allocate(String what, long... sizes) {
    int count = TooLargeException.elements(what, sizes);
    try {
      return new float[count];
    } catch (OutOfMemoryError e) {
      throw TooLargeException.ofHeap(what, 4L * count, e);
    }
  }

  /// A new array of zeros.
  ///
  /// @throws TooLargeException if there is no memory for it
  public static INDArray zeros(DataType type, long... shape) {
    try {
      return NativeLibrary.zeros(type, shape);
    } catch (ArrayTooLargeException e) {
      throw TooLargeException.of(e);
    }
  }

  private static INDArray uninitialised(DataType type, long... shape) {
    try {
      return NativeLibrary.uninitialised(type, shape);
    } catch (ArrayTooLargeException e) {
      throw TooLargeException.of(e);
    }
  }

  /// Overwrites `array` (not a view, order 'c') with the first values of `values`.
  public static void fill(INDArray array, float[] values) {
    int length = Math.toIntExact(array.length());
    if (values.length < length) {
      throw new IllegalArgumentException(
          "An array of %d values cannot be filled from %d.".formatted(length, values.length));
    }
    if (array.dataType() == DataType.FLOAT) {
      FloatBuffer target = array.data().asNioFloat();
      // Each thread copies what it gathered or drew.
      Workers.forRows(length, 1, (from, to) -> target.put(from, values, from, to - from));
    } else {
      for (int i = 0; i < length; i++) {
        array.data().put(i, values[i]);
      }
    }
  }

  /// A row-major copy.
  public static float[] floats(INDArray array) {
    float[] values = allocate("a copy of results", array.shape());
    copy(array, values);
    return values;
  }

  /// Copies `array` row-major into the start of `values`.
  public static void copy(INDArray array, float[] values) {
    if (array.dataType() == DataType.FLOAT && array.ordering() == 'c' && !array.isView()) {
      array.data().asNioFloat().get(values, 0, Math.toIntExact(array.length()));
    } else {
      INDArray contiguous = array.dup('c');
      for (int i = 0; i < contiguous.length(); i++) {
        values[i] = contiguous.data().getFloat(i);
      }
      contiguous.close();
    }
  }

  /// Copies one row of a matrix of floats.
  public static void copyRow(INDArray matrix, int row, float[] out) {
    int width = Math.toIntExact(matrix.size(1));
    matrix.data().asNioFloat().get(Math.multiplyExact(row, width), out, 0, width);
  }

  /// Overwrites a float array, not a view, with zeros.
  public static void clear(INDArray array) {
    MemorySegment.ofBuffer(array.data().asNioFloat()).fill((byte) 0);
  }

  /// Overwrites one row of a matrix of floats, not a view.
  public static void fillRow(INDArray matrix, int row, float[] values) {
    matrix.data().asNioFloat().put(row * values.length, values);
  }

  /// Copies rows of a matrix of floats into another of the same width; neither is a view.
  public static void copyRows(INDArray from, int fromRow, INDArray to, int toRow, int rows) {
    int width = Math.toIntExact(from.size(1));
    to.data()
        .asNioFloat()
        .put(toRow * width, from.data().asNioFloat(), fromRow * width, rows * width);
  }

  /// Copies the named rows of a matrix of floats to the start of another; neither is a view.
  public static void gatherRows(INDArray from, int[] rows, INDArray to) {
    int width = Math.toIntExact(from.size(1));
    FloatBuffer source = from.data().asNioFloat();
    FloatBuffer target = to.data().asNioFloat();
    for (int i = 0; i < rows.length; i++) {
      target.put(i * width, source, rows[i] * width, width);
    }
  }

  /// Copies the first rows of a matrix of floats to the named rows of another; neither is a view.
  public static void scatterRows(INDArray from, INDArray to, int[] rows) {
    int width = Math.toIntExact(from.size(1));
    FloatBuffer source = from.data().asNioFloat();
    FloatBuffer target = to.data().asNioFloat();
    for (int i = 0; i < rows.length; i++) {
      target.put(rows[i] * width, source, i * width, width);
    }
  }

  /// The sum of a float array's values (not a view), in double precision and without a temporary
  /// array.
  public static double sum(INDArray array) {
    FloatBuffer values = array.data().asNioFloat();
    int length = Math.toIntExact(array.length());
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += values.get(i);
    }
    return sum;
  }
}
