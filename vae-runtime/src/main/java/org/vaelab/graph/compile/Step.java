package org.vaelab.graph.compile;

/// One piece of a plan's work. Steps of a plan follow one another; the parts of a step may run at
/// once. A step finds its arrays by their slots in a table of addresses.
interface Step {

  /// A rough count of arithmetic operations, by which to decide whether several threads pay.
  default long work() {
    return 0;
  }

  /// Numbers that one part needs for itself while it runs.
  default long scratch() {
    return 0;
  }

  /// @param scratch address of the part's scratch
  void run(long[] addresses, long scratch, int part, int parts);

  /// Runs once all parts are done.
  ///
  /// @param scratch address of the first part's scratch
  /// @param stride bytes from one part's scratch to the next
  default void finish(long[] addresses, long scratch, long stride, int parts) {}

  /// Frees what the step allocated.
  default void close() {}
}
