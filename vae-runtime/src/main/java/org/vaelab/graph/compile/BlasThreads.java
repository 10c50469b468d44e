package org.vaelab.graph.compile;

import org.vaelab.nativemath.Blas;

/// Keeps OpenBLAS to the calling thread while plans run, as they split products themselves. The
/// setting is the process's, so it is put back when the last plan has finished.
final class BlasThreads {
  private static int plans;
  private static int before;

  private BlasThreads() {}

  static synchronized void enter() {
    if (plans++ == 0) {
      before = Blas.threads();
      Blas.threads(1);
    }
  }

  static synchronized void exit() {
    if (--plans == 0) {
      Blas.threads(before);
    }
  }
}
