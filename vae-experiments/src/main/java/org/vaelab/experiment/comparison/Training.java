package org.vaelab.experiment.comparison;

import java.util.List;
import org.vaelab.train.EpochMetrics;

/// The training of one model from one seed.
///
/// @param model a [Strategy] or DL4J's layer
/// @param epochs passes over the training set
/// @param gradientEvaluations gradients of one data point's bound
/// @param seconds measurements not included
/// @param history of its full epochs
/// @param moments measured along training
record Training(
    String model,
    long seed,
    Tuning tuning,
    double epochs,
    long gradientEvaluations,
    double seconds,
    List<EpochMetrics> history,
    List<Moment> moments) {}
