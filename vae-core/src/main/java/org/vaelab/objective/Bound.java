package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/// A bound for each data point of a batch.
///
/// @param value the bound itself, `[B]`, in nats
/// @param trained what is differentiated, `[B]`: the bound with the KL term weighted by β, or what
///     stands in for it
public record Bound(SDVariable value, SDVariable trained) {}
