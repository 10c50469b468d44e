package org.vaelab.experiment.inner;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.vaelab.statistics.Estimate;

/// Where an optimiser is near enough to q* at least cost: K is the one with which that is cheapest
/// on the images that choose; T is the first at which the mean of the test images is near enough.
///
/// @param cost of T steps with K samples, in gradients or seconds
/// @param gap mean L\[q*] − L\[q] of the test images, in nats
record Arrival(Curve.End end, double cost, Estimate gap) {
  /// Nats below L\[q*].
  static final double NEAR = 0.1;

  /// None where no budget leads there.
  static Optional<Arrival> of(Curve curve, Target target, ToDoubleFunction<Curve.End> cost) {
    return curve.ends().stream()
        .filter(end -> end.selectionGap() <= NEAR)
        .min(Comparator.comparingDouble(cost))
        .map(Curve.End::samples)
        .flatMap(samples -> first(curve, samples, target, cost));
  }

  private static Optional<Arrival> first(
      Curve curve, int samples, Target target, ToDoubleFunction<Curve.End> cost) {
    return curve.ends().stream()
        .filter(end -> end.samples() == samples)
        .map(end -> new Arrival(end, cost.applyAsDouble(end), target.gap(end.elbo())))
        .filter(arrival -> arrival.gap.mean() <= NEAR)
        .min(Comparator.comparingDouble(Arrival::cost));
  }
}
