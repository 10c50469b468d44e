package org.vaelab.experiment.svi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// The figures of [SviStepsResult].
record SviFigures(SviStepsResult result) {
  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("inner-loop-elbo", result.trace().bound());
    figures.put("inner-loop-images", result.trace().images());
    figures.put("inner-loop-paths", result.trace().paths());
    figures.put("log-p-hat-by-steps", bySteps());
    figures.put(
        "log-p-hat-by-gradients",
        along("gradients", "gradients per training image", m -> m.gradients()));
    figures.put(
        "log-p-hat-by-seconds", along("seconds", "training time (seconds)", m -> m.seconds()));
    return figures;
  }

  private Figure bySteps() {
    LineFigure.Builder figure =
        LineFigure.builder(
            "How many steps on φ for each step on θ, at equal gradients",
            "T, steps on φ for each step on θ",
            "test log p̂ (nats per image)");
    if (result.config().steps().size() > 1) {
      figure.logX();
    }
    Map<String, List<SviStepsResult.Row>> groups =
        result.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.way().group(), LinkedHashMap::new, Collectors.toList()));
    groups.forEach(
        (group, rows) ->
            figure.add(
                Series.withError(
                    group,
                    rows.stream().mapToDouble(row -> row.way().steps()).toArray(),
                    rows.stream().mapToDouble(row -> row.overImages().mean()).toArray(),
                    rows.stream().mapToDouble(row -> row.spread().orElse(0)).toArray())));
    return figure.build();
  }

  /// The ways of the compared start and the first optimiser along their training.
  private Figure along(String what, String label, ToDoubleFunction<WayTraining.Moment> axis) {
    LineFigure.Builder figure =
        LineFigure.builder(
                "log p̂ along training, by %s: start %s, %s"
                    .formatted(
                        what,
                        result.config().comparedStart(),
                        result.config().optimisers().getFirst()),
                label,
                "test log p̂ (nats per image)")
            .logX();
    for (SviStepsResult.Row row : result.rows()) {
      if (row.way().start() == result.config().comparedStart()
          && row.way().optimiser() == result.config().optimisers().getFirst()) {
        figure.add(series(row, axis));
      }
    }
    return figure.build();
  }

  private static Series series(SviStepsResult.Row row, ToDoubleFunction<WayTraining.Moment> axis) {
    int moments = row.seeds().getFirst().moments().size();
    double[] x = new double[moments];
    double[] mean = new double[moments];
    double[] spread = new double[moments];
    for (int m = 0; m < moments; m++) {
      int moment = m;
      x[m] =
          row.seeds().stream()
              .mapToDouble(seed -> axis.applyAsDouble(seed.moments().get(moment)))
              .average()
              .orElseThrow();
      double[] means =
          row.seeds().stream()
              .mapToDouble(
                  seed ->
                      Arrays.stream(seed.moments().get(moment).logLikelihood())
                          .average()
                          .orElseThrow())
              .toArray();
      mean[m] = Estimate.of(means).mean();
      spread[m] = means.length < 2 ? 0 : Estimate.of(means).standardDeviation();
    }
    return Series.withError("T = " + row.way().steps(), x, mean, spread);
  }
}
