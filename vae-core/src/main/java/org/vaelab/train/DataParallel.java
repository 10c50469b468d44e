package org.vaelab.train;

import java.util.Optional;
import org.vaelab.data.Observations;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.PhiTable;

/// Other machines, each with a part of the training set, which compute the gradients of their
/// shares of every minibatch. The steps on θ and λ stay here.
public interface DataParallel {
  /// Sends the parts of the training set to where they stay.
  ///
  /// @param recipe of what computes there
  /// @throws org.vaelab.data.DataException if the data cannot be cut
  Run start(RemoteGradients.Recipe recipe, Minibatches minibatches, Observations data);

  /// A training that has started.
  interface Run extends AutoCloseable {
    /// Computes the gradients of a minibatch, and moves its φ.
    ///
    /// @param parameters θ and λ
    /// @param phi of all data points, if they are kept: up to date before and after
    /// @throws org.vaelab.progress.InterruptedTaskException if the thread is interrupted; φ is as
    ///     it was before then
    StepSums step(Minibatch at, Parameters parameters, Optional<PhiTable> phi);

    @Override
    void close();
  }
}
