package org.vaelab.train;

import java.util.OptionalDouble;

/// What was measured over one epoch.
///
/// @param epoch from 1
/// @param steps steps on θ since the start
/// @param gradientEvaluations gradients of one data point's bound since the start, of φ, λ and θ
/// @param seconds wall-clock time of training since the start, evaluations not included
/// @param trainElbo mean ELBO (β = 1) of the training batches of this epoch, in nats per data point
/// @param testElbo what [Monitoring#test] measures, as a rule the ELBO (β = 1) on frozen test bits,
///     after this epoch; nothing is decided by it
/// @param validationElbo ELBO (β = 1) on validation data after this epoch, if there are any; early
///     stopping goes by it
public record EpochMetrics(
    int epoch,
    long steps,
    long gradientEvaluations,
    double seconds,
    double trainElbo,
    OptionalDouble testElbo,
    OptionalDouble validationElbo) {}
