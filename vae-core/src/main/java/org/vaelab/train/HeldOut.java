package org.vaelab.train;

import org.vaelab.inference.Session;

/// Measures the ELBO, or another bound, on held-out data after each epoch.
@FunctionalInterface
public interface HeldOut {
  /// @param session of the model as it is now; the same one after each epoch
  /// @return nats per data point
  double elbo(Session session);
}
