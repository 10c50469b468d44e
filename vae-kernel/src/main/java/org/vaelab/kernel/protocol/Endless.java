package org.vaelab.kernel.protocol;

import org.vaelab.kernel.memory.Reserve;

/// The loops of the kernel's threads. They go on whatever happens, also in a full heap, where a
/// failure may not even be reported.
public final class Endless {
  private Endless() {}

  /// What a loop does again and again.
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  /// Does not return.
  ///
  /// @param remark for the log when a step has failed
  public static void repeat(String remark, Step step) {
    while (true) {
      try {
        step.run();
      } catch (Throwable failure) {
        recover(remark, failure);
      }
    }
  }

  /// Never throws.
  static void recover(String remark, Throwable failure) {
    try {
      Reserve.releaseAfter(failure);
      KernelLog.failure(remark, failure);
      Shortage.pause();
    } catch (Throwable again) {
      // Something that these need for the first time has no room; the loop goes on.
    }
  }
}
