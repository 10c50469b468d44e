package org.vaelab.kernel.memory;

/// How full the Java heap is.
public final class Heap {
  private Heap() {}

  /// Bytes that are free at least: what is garbage by now counts as used.
  public static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  public static long max() {
    return Runtime.getRuntime().maxMemory();
  }
}
