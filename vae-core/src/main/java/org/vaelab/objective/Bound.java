package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/// A bound for each data point of a batch.
///
/// @param value the bound itself, `[B]`, in nats
/// @param trained what training maximises, `[B]`: the bound with the KL term weighted by β
public record Bound(SDVariable value, SDVariable trained) {}
