package org.vaelab.graph.compile;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import org.vaelab.nativemath.ArrayTooLargeException;
import org.vaelab.nativemath.NativeLibrary;

/// Arithmetic of shapes and strides, both in elements.
final class Shapes {
  private Shapes() {}

  /// @throws ArrayTooLargeException if it is more than an array may have
  static long count(long[] shape) {
    return NativeLibrary.count(shape);
  }

  static long[] contiguous(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape[d];
    }
    return strides;
  }

  /// NumPy's broadcasting.
  static long[] broadcast(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long sizeA = i <= a.length ? a[a.length - i] : 1;
      long sizeB = i <= b.length ? b[b.length - i] : 1;
      if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
        throw new UnsupportedGraphException(
            "shapes %s and %s do not broadcast".formatted(Arrays.toString(a), Arrays.toString(b)));
      }
      shape[shape.length - i] = sizeA == 1 ? sizeB : sizeA;
    }
    return shape;
  }

  /// The strides with which the elements, taken in row-major order of `from`, are found when the
  /// dimensions are `to`; empty if there are none.
  static Optional<long[]> reshape(long[] from, long[] strides, long[] to) {
    long[] result = new long[to.length];
    int d = from.length - 1;
    long left = 1; // What is left of dimension d,
    long stride = 0; // and the stride of its next element.
    for (int i = to.length - 1; i >= 0; i--) {
      if (to[i] == 1) {
        continue;
      }
      while (left == 1) {
        if (d < 0) {
          return Optional.empty();
        }
        left = from[d];
        stride = strides[d];
        d--;
      }
      long need = to[i];
      result[i] = stride;
      // One new dimension over several old ones, which must then follow one another in memory.
      long covered = left;
      while (covered < need) {
        if (d < 0) {
          return Optional.empty();
        }
        if (from[d] != 1 && strides[d] != stride * covered) {
          return Optional.empty();
        }
        covered *= from[d];
        d--;
      }
      if (covered % need != 0) {
        return Optional.empty();
      }
      left = covered / need;
      stride *= need;
    }
    return Optional.of(result);
  }

  /// The coarsest dimensions of which both shapes are regroupings; empty if there are none. Both
  /// have the same count.
  static Optional<long[]> refine(long[] a, long[] b) {
    TreeSet<Long> boundaries = new TreeSet<>();
    addBoundaries(boundaries, a);
    addBoundaries(boundaries, b);
    long[] dimensions = new long[Math.max(1, boundaries.size() - 1)];
    Arrays.fill(dimensions, 1);
    long previous = 1;
    int i = dimensions.length;
    for (long boundary : boundaries) {
      if (boundary % previous != 0) {
        return Optional.empty();
      }
      if (boundary != 1) {
        dimensions[--i] = boundary / previous;
      }
      previous = boundary;
    }
    return Optional.of(dimensions);
  }

  private static void addBoundaries(TreeSet<Long> boundaries, long[] shape) {
    long product = 1;
    boundaries.add(product);
    for (int d = shape.length - 1; d >= 0; d--) {
      product *= shape[d];
      boundaries.add(product);
    }
  }
}
