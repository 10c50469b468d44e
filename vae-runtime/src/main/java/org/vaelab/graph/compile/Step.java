package org.vaelab.graph.compile;

import org.vaelab.parallel.Workers;

/// One piece of a plan's work. Steps of a plan follow one another; the parts of a step may run at
/// once. A step finds its arrays by their slots in a table of addresses.
interface Step {

  /// What it does on arrays of which size, for a [Profile].
  String name();

  /// Floating-point operations of a product; 0 where nobody counts them.
  default double operations() {
    return 0;
  }

  /// A rough count of arithmetic operations, by which to decide whether several threads pay.
  default long work() {
    return 0;
  }

  /// Numbers that one part needs for itself while it runs.
  default long scratch() {
    return 0;
  }

  /// Numbers that the parts leave for [#finish].
  default long sums() {
    return 0;
  }

  /// Makes what one thread needs to do parts of the work, so that a run allocates nothing. The
  /// results are the same to the bit for any number of parts.
  ///
  /// @param addresses may change from run to run
  /// @param scratch address of the thread's scratch
  /// @param sums address of the numbers for [#finish]
  Workers.Job on(long[] addresses, long scratch, long sums);

  /// Runs once all parts are done.
  default void finish(long[] addresses, long sums) {}

  /// Frees what the step allocated.
  default void close() {}
}
