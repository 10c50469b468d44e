package org.vaelab.kernel.protocol;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/// Notes about the kernel itself, for the terminal in which Jupyter runs. They go to the standard
/// error that the process started with: [System#err] belongs to the cells.
public final class KernelLog {
  private static final PrintStream TERMINAL =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true);

  private KernelLog() {}

  /// Opens the log, which a full heap would prevent.
  static void open() {
    TERMINAL.flush();
  }

  public static void note(String message) {
    TERMINAL.println(
        "[vaelab kernel " + LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "] " + message);
  }

  /// Never throws: a loop that reports a failure goes on.
  public static void failure(String message, Throwable cause) {
    try {
      synchronized (TERMINAL) {
        note(message);
        cause.printStackTrace(TERMINAL);
      }
    } catch (Throwable e) {
      // No memory even for that.
    }
  }
}
