package org.vaelab.graph;

/// A graph ready to run. Belongs to the thread that runs it; compile once per thread.
public interface CompiledGraph extends AutoCloseable {

  /// Computes the outputs and gradients that the graph was compiled for. Inputs that the graph does
  /// not have are ignored.
  ///
  /// @return results that stay valid until the next run or [#close]
  /// @throws IllegalArgumentException if an input is missing, closed, or of another type or shape
  /// @throws TooLargeException if an array of the graph is too large, or all of them together
  Results run(Inputs inputs);

  /// The same, where since the last run or repetition no values have changed but those of the
  /// inputs that the graph [repeats with][Graph#repeatsWith]. What depends on none of them need
  /// not be computed again.
  default Results repeat(Inputs inputs) {
    return run(inputs);
  }

  @Override
  void close();
}
