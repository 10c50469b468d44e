package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.List;
import org.vaelab.graph.GraphExecutor;

/// What is computed of each data point, whatever the others are. Its noise is keyed by datum.
///
/// @param <R> results of consecutive points
public interface PointTask<R extends Serializable> extends Serializable {
  /// Makes what all blocks need, such as a session with its compiled plans.
  Opened<R> open(GraphExecutor executor);

  /// Results of parts of the points, in order, as those of all.
  R join(List<R> parts);

  /// Ready to compute. Belongs to one thread at a time.
  interface Opened<R> extends AutoCloseable {
    /// @throws RuntimeException if that fails for one of the points
    R compute(PointBlock block);

    @Override
    void close();
  }
}
