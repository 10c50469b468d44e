package org.vaelab.experiment.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.experiment.Estimates;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// The figures of a comparison but for the pictures.
record ComparisonFigures(
    SviVsAmortizedConfig config,
    List<Training> trainings,
    List<Evaluation> evaluations,
    List<Rows.Model> models) {
  /// So many of the last moments are never below the y axis.
  private static final int SHOWN_MOMENTS = 2;

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    Map<String, Function<Moment, double[]>> quantities =
        Map.of("log-p-hat", Moment::logLikelihood, "elbo", Moment::elboOwn);
    quantities.forEach(
        (name, quantity) -> {
          String title = name.equals("elbo") ? "Test ELBO L[q]" : "Test log p̂(x)";
          String unit = " (nats per image)";
          String y = name.equals("elbo") ? "L[q]" : "log p̂(x)";
          figures.put(
              name + "-by-epoch",
              curves(title + " against epochs", "epochs", y + unit, Moment::epochs, quantity));
          figures.put(
              name + "-by-gradients",
              curves(
                  title + " against gradient evaluations",
                  "gradients of one data point's bound",
                  y + unit,
                  Moment::gradientEvaluations,
                  quantity));
          figures.put(
              name + "-by-seconds",
              curves(
                  title + " against training time",
                  "training time (seconds)",
                  y + unit,
                  Moment::seconds,
                  quantity));
        });
    figures.put(
        "gap-bars",
        Estimates.gapBars(
            models.stream().map(Rows.Model::name).toList(),
            models.stream().map(Rows.Model::gap).toList()));
    figures.put("log-likelihood-by-samples", bySamples());
    return figures;
  }

  /// Means over the seeds with a band of their standard deviation.
  private LineFigure curves(
      String title,
      String x,
      String y,
      ToDoubleFunction<Moment> position,
      Function<Moment, double[]> quantity) {
    LineFigure.Builder figure = LineFigure.builder(band(title), x, y).logX();
    double lowest = Double.POSITIVE_INFINITY;
    for (Strategy strategy : config.trained()) {
      List<List<Moment>> seeds =
          trainings.stream()
              .filter(training -> training.model().equals(strategy.label()))
              .map(Training::moments)
              .toList();
      int moments = seeds.stream().mapToInt(List::size).min().orElse(0);
      double[] positions = new double[moments];
      double[] means = new double[moments];
      double[] spreads = new double[moments];
      for (int m = 0; m < moments; m++) {
        int moment = m;
        positions[m] =
            seeds.stream()
                .mapToDouble(s -> position.applyAsDouble(s.get(moment)))
                .average()
                .orElse(0);
        Estimate over =
            Estimate.of(
                seeds.stream()
                    .mapToDouble(s -> Estimate.of(quantity.apply(s.get(moment))).mean())
                    .toArray());
        means[m] = over.mean();
        spreads[m] = over.standardDeviation();
        if (m >= moments - SHOWN_MOMENTS) {
          lowest = Math.min(lowest, means[m]);
        }
      }
      figure.add(
          config.seeds() > 1
              ? Series.withError(strategy.label(), positions, means, spreads)
              : new Series(strategy.label(), positions, means));
    }
    return figure.yFrom(Math.floor(lowest - 1)).build();
  }

  private String band(String title) {
    return config.seeds() > 1 ? "%s, %d seeds".formatted(title, config.seeds()) : title;
  }

  /// The first seed of each decoder.
  private LineFigure bySamples() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "Estimates of log p(x) on test points against the number of samples",
                "samples K",
                "mean log p̂(x) ± standard error (nats)")
            .logX();
    double lowest = Double.POSITIVE_INFINITY;
    List<String> decoders = new ArrayList<>();
    List<Series> naive = new ArrayList<>();
    for (Rows.Model model : models) {
      Evaluation e = model.seeds().getFirst().test();
      String decoder = model.seeds().getFirst().training().model();
      if (decoders.contains(decoder)) {
        continue;
      }
      decoders.add(decoder);
      figure.add(
          Series.withError(decoder + ", proposal q*", e.curveSamples(), e.curve(), e.curveError()));
      lowest = Math.min(lowest, e.curve()[0]);
      if (e.priorCurve().length > 0) {
        naive.add(
            Series.withError(
                decoder + ", proposal p(z)",
                e.curveSamples(),
                e.priorCurve(),
                e.priorCurveError()));
        // The prior's estimate starts hundreds of nats lower; its end is what is of interest.
        lowest = Math.min(lowest, e.priorCurve()[e.priorCurve().length - 1]);
      }
    }
    naive.forEach(figure::add); // Last, so that decoders have the colours of the other figures.
    return figure.yFrom(Math.floor(lowest - 2)).build();
  }
}
