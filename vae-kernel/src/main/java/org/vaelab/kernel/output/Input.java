package org.vaelab.kernel.output;

/// The front end's input line.
@FunctionalInterface
public interface Input {
  /// Asks for one line and waits for it.
  ///
  /// @throws InterruptedException if the cell was stopped meanwhile
  String readLine(String prompt, boolean password) throws InterruptedException;
}
