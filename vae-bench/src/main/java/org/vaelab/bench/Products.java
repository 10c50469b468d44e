package org.vaelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.nativemath.Blas;
import org.vaelab.parallel.Workers;

/// A sequence of matrix products, repeated. They are split over the threads in the faster of two
/// ways, found by trial: by OpenBLAS itself, or in strips of the larger side of each.
final class Products implements Workload {
  private static final int TRIALS = 4;
  private static final long TRIAL_NANOS = 100_000_000;
  private static final int STRIP = 16;
  private static final int FEWEST_ROWS = 24;

  private final List<Product> products = new ArrayList<>();
  private final List<INDArray> arrays = new ArrayList<>();
  private final int repeats;
  private final boolean strips;

  /// C `[m, n]` = A·B over `k`.
  record Shape(boolean transposeA, boolean transposeB, int m, int n, int k) {
    double operations() {
      return 2.0 * m * n * k;
    }

    /// The share of the result that the thread with the most of it has, in strips of rows or of
    /// lines of columns as plans cut them.
    double largestShare(int cores) {
      boolean byRows = m >= n || !transposeA && !transposeB && m >= FEWEST_ROWS * cores;
      int units = byRows ? m : n / STRIP;
      int strips = Math.clamp(byRows ? m / FEWEST_ROWS : n / (2 * STRIP), 1, cores);
      return (double) Math.ceilDiv(units, strips) / units;
    }
  }

  private record Product(Shape shape, long a, long b, long c) {
    void whole() {
      rows(0, shape.m);
    }

    void strip(int part, int parts) {
      boolean byRows = shape.m >= shape.n;
      int length = byRows ? shape.m : shape.n;
      int from = bound(length, part, parts);
      int size = bound(length, part + 1, parts) - from;
      if (byRows) {
        rows(from, size);
      } else {
        long y = b + 4L * from * (shape.transposeB ? shape.k : 1);
        call(shape.m, size, a, y, c + 4L * from);
      }
    }

    private void rows(int from, int size) {
      long x = a + 4L * from * (shape.transposeA ? 1 : shape.k);
      call(size, shape.n, x, b, c + 4L * from * shape.n);
    }

    private void call(int m, int n, long x, long y, long z) {
      if (m > 0 && n > 0) {
        int strideX = shape.transposeA ? shape.m : shape.k;
        int strideY = shape.transposeB ? shape.k : shape.n;
        Blas.product(
            shape.transposeA, shape.transposeB, m, n, shape.k, x, strideX, y, strideY, z, shape.n);
      }
    }

    private static int bound(int length, int part, int parts) {
      return part == parts ? length : length * part / parts / STRIP * STRIP;
    }
  }

  Products(List<Shape> shapes, int repeats) {
    this.repeats = repeats;
    for (Shape shape : shapes) {
      long a = array((long) shape.m * shape.k);
      long b = array((long) shape.k * shape.n);
      long c = array((long) shape.m * shape.n);
      products.add(new Product(shape, a, b, c));
    }
    List<Double> inStrips = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      measure(true, inStrips);
      measure(false, whole);
    }
    strips = median(inStrips) < median(whole);
  }

  private long array(long count) {
    INDArray array = Nd4j.create(DataType.FLOAT, count).assign(0.01f);
    arrays.add(array);
    return array.data().address();
  }

  private void measure(boolean inStrips, List<Double> nanos) {
    long end = System.nanoTime() + TRIAL_NANOS;
    do {
      long start = System.nanoTime();
      once(inStrips);
      nanos.add((double) (System.nanoTime() - start));
    } while (System.nanoTime() < end);
  }

  private static double median(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  private void once(boolean inStrips) {
    Workers workers = Workers.shared();
    Blas.threads(inStrips ? 1 : workers.count());
    if (!inStrips) {
      products.forEach(Product::whole);
      return;
    }
    if (!workers.acquire()) {
      throw new IllegalStateException("The worker threads are busy with something else.");
    }
    try {
      products.forEach(product -> workers.run(product::strip));
    } finally {
      workers.release();
    }
  }

  @Override
  public void run() {
    for (int i = 0; i < repeats; i++) {
      once(strips);
    }
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
  }
}
