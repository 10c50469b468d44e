package org.vaelab.nativemath;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The matrix product of the BLAS that ND4J loaded, on raw addresses.
public final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  private static final MethodHandle SGEMM = handle("cblas_sgemm", product(JAVA_FLOAT));
  private static final MethodHandle DGEMM = handle("cblas_dgemm", product(JAVA_DOUBLE));
  private static final MethodHandle SET_THREADS =
      handle("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle GET_THREADS =
      handle("openblas_get_num_threads", FunctionDescriptor.of(JAVA_INT));

  private Blas() {}

  private static FunctionDescriptor product(ValueLayout real) {
    return FunctionDescriptor.ofVoid(
        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, real, JAVA_LONG, JAVA_INT,
        JAVA_LONG, JAVA_INT, real, JAVA_LONG, JAVA_INT);
  }

  private static MethodHandle handle(String symbol, FunctionDescriptor type) {
    NativeLibrary.backend(); // Loads the library.
    Optional<MemorySegment> address = SymbolLookup.loaderLookup().find(symbol);
    return address.map(a -> Linker.nativeLinker().downcallHandle(a, type)).orElse(null);
  }

  /// Whether ND4J's BLAS is OpenBLAS and in this process's memory.
  public static boolean available() {
    return SGEMM != null && DGEMM != null && SET_THREADS != null && GET_THREADS != null;
  }

  /// C = A·B of floats, row-major, on the calling thread alone where [#threads] is 1.
  ///
  /// @param m rows of C
  /// @param n columns of C
  /// @param k summed dimension
  /// @param lda floats between A's rows as they are stored
  public static void product(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc) {
    int ta = transposeA ? TRANSPOSE : NO_TRANSPOSE;
    int tb = transposeB ? TRANSPOSE : NO_TRANSPOSE;
    try {
      SGEMM.invokeExact(ROW_MAJOR, ta, tb, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /// The same of doubles.
  public static void productOfDoubles(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc) {
    int ta = transposeA ? TRANSPOSE : NO_TRANSPOSE;
    int tb = transposeB ? TRANSPOSE : NO_TRANSPOSE;
    try {
      DGEMM.invokeExact(ROW_MAJOR, ta, tb, m, n, k, 1.0, a, lda, b, ldb, 0.0, c, ldc);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /// Threads of OpenBLAS itself.
  public static int threads() {
    try {
      return (int) GET_THREADS.invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  public static void threads(int count) {
    try {
      SET_THREADS.invokeExact(count);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("A call of OpenBLAS failed.", e);
  }
}
