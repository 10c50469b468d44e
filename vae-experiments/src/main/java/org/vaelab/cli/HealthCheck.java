package org.vaelab.cli;

import java.util.concurrent.Callable;

/// One line of the doctor's page.
///
/// @param name what is looked at
/// @param look looks at it
record HealthCheck(String name, Callable<Finding> look) {

  enum Grade {
    /// Works.
    WORKS("ok"),
    /// Does not work, and only some commands need it.
    LACKS("warn"),
    /// Does not work, and is needed.
    FAILS("FAIL");

    private final String label;

    Grade(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /// @param text what was found
  /// @param advice what to do about it, or empty
  record Finding(Grade grade, String text, String advice) {
    static Finding works(String text) {
      return new Finding(Grade.WORKS, text, "");
    }

    static Finding lacks(String text, String advice) {
      return new Finding(Grade.LACKS, text, advice);
    }

    static Finding fails(String text, String advice) {
      return new Finding(Grade.FAILS, text, advice);
    }
  }

  /// What is found. A check that cannot look has found something too: natives and fonts fail by
  /// errors of many kinds, and the other lines are wanted all the same.
  Finding run() {
    try {
      return look.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Finding.fails(
          "cannot be checked: " + String.valueOf(cause).lines().findFirst().orElse(""),
          "mend what this says and run ./vaelab doctor again.");
    }
  }
}
