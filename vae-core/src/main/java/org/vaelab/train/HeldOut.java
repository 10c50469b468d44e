package org.vaelab.train;

import org.vaelab.graph.Parameters;

/// Measures the ELBO on held-out data after each epoch.
@FunctionalInterface
public interface HeldOut {
  /// @return nats per data point
  double elbo(Parameters parameters);
}
