package org.vaelab.experiment.inner;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.inner.InnerOptimisersResult.OfModel;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.statistics.Estimate;

/// The figures of [InnerOptimisersResult], of the first model.
record InnerOptimisersFigures(InnerOptimisersResult result) {
  private static final double MILLI = 1e-3;

  /// Nats below the optimum that a figure shows.
  private static final double SHOWN = 3;

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (Start start : Start.values()) {
      figures.put("gap-by-gradients-from-" + start, byGradients(start));
      figures.put("gap-by-seconds-from-" + start, bySeconds(start));
    }
    return figures;
  }

  private Figure byGradients(Start start) {
    LineFigure.Builder figure = figure(start, "gradients of an image's bound");
    for (OfModel of : first(start)) {
      add(figure, of, Curve.End::gradients, Curve.End::gradients);
    }
    return figure.build();
  }

  private Figure bySeconds(Start start) {
    LineFigure.Builder figure = figure(start, "time (milliseconds per image)");
    for (OfModel of : first(start)) {
      ToDoubleFunction<Curve.End> seconds = end -> result.seconds(of.curve().method(), end);
      add(figure, of, seconds, end -> seconds.applyAsDouble(end) / MILLI);
    }
    return figure.build();
  }

  private LineFigure.Builder figure(Start start, String axis) {
    return LineFigure.builder(
            "How near to the optimum, from the %s".formatted(of(start)),
            axis,
            "L[q] − L[q*] (nats per image)")
        .logX()
        .yFrom(-Math.min(SHOWN, deepest(start)))
        .reference("%s nat below".formatted(Arrival.NEAR), -Arrival.NEAR);
  }

  private static String of(Start start) {
    return start == Start.ENCODER ? "encoder's q" : "prior";
  }

  private double deepest(Start start) {
    Target target = result.targets().getFirst();
    return Math.max(1, target.gap(target.ofStart(start)).mean());
  }

  private List<OfModel> first(Start start) {
    long seed = result.targets().getFirst().seed();
    return result.ofModels().stream()
        .filter(one -> one.curve().start() == start && one.curve().seed() == seed)
        .filter(one -> !one.curve().ends().isEmpty())
        .toList();
  }

  /// With the K that arrives at least cost, or else comes nearest.
  private void add(
      LineFigure.Builder figure,
      OfModel of,
      ToDoubleFunction<Curve.End> cost,
      ToDoubleFunction<Curve.End> axis) {
    int samples =
        Arrival.of(of.curve(), of.target(), cost)
            .map(arrival -> arrival.end().samples())
            .orElseGet(
                () ->
                    of.curve().ends().stream()
                        .min(Comparator.comparingDouble(Curve.End::selectionGap))
                        .orElseThrow()
                        .samples());
    List<Curve.End> ends =
        of.curve().ends().stream().filter(end -> end.samples() == samples).toList();
    figure.add(
        Estimates.series(
            "%s, K = %d".formatted(of.curve().method(), samples),
            ends.stream().mapToDouble(axis).toArray(),
            ends.stream()
                .map(end -> Estimate.ofDifference(end.elbo(), of.target().test().elbo()))
                .toList()));
  }
}
