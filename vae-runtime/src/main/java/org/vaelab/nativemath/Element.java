package org.vaelab.nativemath;

import org.nd4j.linalg.api.buffer.DataType;

/// The type of a plan's numbers, with loops over blocks of them by address. Floats go by vectors;
/// doubles, which are for exact integrals and checks of gradients, one by one.
public enum Element {
  FLOAT(DataType.FLOAT) {
    @Override
    public double round(double value) {
      return (float) value;
    }

    @Override
    public double get(long address) {
      return Memory.get(address);
    }

    @Override
    public void set(long address, double value) {
      Memory.set(address, (float) value);
    }

    @Override
    public void fill(long z, int count, double value) {
      BlockLoops.fill(z, count, (float) value);
    }

    @Override
    public void run(Elementwise f, long x, long y, long z, int count, double s, double t) {
      BlockLoops.run(f, x, y, z, count, (float) s, (float) t);
    }

    @Override
    public double sum(long x, int count) {
      return Reductions.sum(x, count);
    }

    @Override
    public double max(long x, int count) {
      return Reductions.max(x, count);
    }

    @Override
    public double sumOfLog1p(long x, int count) {
      return Reductions.sumOfLog1p(x, count);
    }

    @Override
    public boolean hasTiles(long m, long n, long k) {
      return MatrixProduct.standard().suits(m, n, k);
    }

    @Override
    public void product(
        boolean tiles,
        boolean transposeA,
        boolean transposeB,
        int m,
        int n,
        int k,
        long a,
        int lda,
        long b,
        int ldb,
        long row,
        long c,
        int ldc) {
      if (tiles) {
        MatrixProduct.standard().run(transposeA, m, n, k, a, lda, b, ldb, row, c, ldc);
      } else {
        Blas.product(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc);
      }
    }
  },

  DOUBLE(DataType.DOUBLE) {
    @Override
    public double round(double value) {
      return value;
    }

    @Override
    public double get(long address) {
      return Memory.getDouble(address);
    }

    @Override
    public void set(long address, double value) {
      Memory.setDouble(address, value);
    }

    @Override
    public void fill(long z, int count, double value) {
      DoubleLoops.fill(z, count, value);
    }

    @Override
    public void run(Elementwise f, long x, long y, long z, int count, double s, double t) {
      DoubleLoops.run(f, x, y, z, count, s, t);
    }

    @Override
    public double sum(long x, int count) {
      return DoubleLoops.sum(x, count);
    }

    @Override
    public double max(long x, int count) {
      return DoubleLoops.max(x, count);
    }

    @Override
    public double sumOfLog1p(long x, int count) {
      return DoubleLoops.sumOfLog1p(x, count);
    }

    @Override
    public boolean hasTiles(long m, long n, long k) {
      return false;
    }

    @Override
    public void product(
        boolean tiles,
        boolean transposeA,
        boolean transposeB,
        int m,
        int n,
        int k,
        long a,
        int lda,
        long b,
        int ldb,
        long row,
        long c,
        int ldc) {
      Blas.productOfDoubles(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc);
    }
  };

  private final DataType type;

  Element(DataType type) {
    this.type = type;
  }

  /// @throws IllegalArgumentException if it is neither FLOAT nor DOUBLE
  public static Element of(DataType type) {
    return valueOf(type.name());
  }

  public DataType type() {
    return type;
  }

  public int bytes() {
    return type.width();
  }

  /// The nearest number of this type.
  public abstract double round(double value);

  public abstract double get(long address);

  public abstract void set(long address, double value);

  public void copy(long from, long to, long count) {
    Memory.copy(from, to, count * bytes());
  }

  /// z[i] = value
  public abstract void fill(long z, int count, double value);

  /// z[i] = f(x[i], y[i]; s, t)
  ///
  /// @param y any address that holds as many numbers where f has one operand
  /// @param z may be x or y
  public abstract void run(Elementwise f, long x, long y, long z, int count, double s, double t);

  public abstract double sum(long x, int count);

  public abstract double max(long x, int count);

  /// Σ ln(1 + x[i]) of numbers in [0, 1]
  public abstract double sumOfLog1p(long x, int count);

  /// Whether a product A·B or Aᵀ·B is better done by tiles of our own than by BLAS. A number of C
  /// is then the same to the bit in any strip of C, of [MatrixProduct#ROWS] rows and
  /// [MatrixProduct#columns] columns at least.
  public abstract boolean hasTiles(long m, long n, long k);

  /// C = A·B, row-major, on the calling thread where BLAS has one.
  ///
  /// @param tiles whether by tiles; only what [#hasTiles], or a strip of it, where B is not
  ///     transposed
  /// @param lda numbers between A's rows as they are stored
  /// @param row address of n numbers that are added to each row of C, by tiles alone; 0 for none
  public abstract void product(
      boolean tiles,
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long row,
      long c,
      int ldc);
}
