package org.vaelab.experiment.autoencoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.autoencoder.AutoencoderResult.Row;
import org.vaelab.experiment.autoencoder.Variant.Kind;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.ScatterFigure;
import org.vaelab.plot.Series;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// The figures of [AutoencoderResult].
record AutoencoderFigures(AutoencoderResult result) {

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("rate-distortion", rateDistortion());
    figures.put("codes", codes());
    List<Row> bits = result.rows().stream().filter(row -> !row.variant().isSquaredError()).toList();
    List<Row> greys = result.rows().stream().filter(row -> row.variant().isSquaredError()).toList();
    figures.put("squared-error", errors("on bits", bits));
    figures.put("squared-error-mse", errors("by squared error", greys));
    figures.put("distances", distances("on bits", bits));
    figures.put("distances-mse", distances("by squared error", greys));
    return figures;
  }

  /// Short, as many stand below an axis.
  private static List<String> names(List<Row> rows) {
    return rows.stream().map(row -> row.variant().name().replace(" = ", "=")).toList();
  }

  private static Figure errors(String how, List<Row> rows) {
    return new BarFigure(
        "Reconstruction error of test images, models trained " + how,
        "training",
        "mean squared error of a pixel",
        names(rows),
        List.of(bars("E[x | μ]", rows, row -> Estimate.of(row.measured().squaredError()))),
        BarFigure.Style.GROUPED);
  }

  private static Figure distances(String how, List<Row> rows) {
    return new BarFigure(
        "Energy distances of models trained " + how,
        "training",
        "energy distance",
        names(rows),
        List.of(
            bars("codes from the prior", rows, row -> row.measured().ofCodes()),
            bars("samples from test images", rows, row -> row.measured().ofSamples())),
        BarFigure.Style.GROUPED);
  }

  private static BarFigure.Bars bars(String name, List<Row> rows, Function<Row, Estimate> value) {
    return Estimates.bars(name, rows.stream().map(value).toList());
  }

  private Figure rateDistortion() {
    List<Row> curve =
        result.curve().stream().sorted(Comparator.comparingDouble(r -> r.rate().mean())).toList();
    Row vae = result.vae();
    double sum = -vae.elbo().mean();
    double[] line =
        curve.stream()
            .mapToDouble(row -> row.rate().mean())
            .filter(rate -> Math.abs(rate - vae.rate().mean()) <= vae.rate().mean())
            .toArray();
    LineFigure.Builder figure =
        LineFigure.builder(
                "Rate and distortion of β-VAEs on test images",
                "R = KL(q ‖ p(z)) (nats per image)",
                "D = −E log p(x | z) (nats per image)")
            .add(series("β-VAEs", curve))
            .add(
                new Series(
                    "R + D = %.1f, the −ELBO of β = 1".formatted(sum),
                    line,
                    Arrays.stream(line).map(rate -> sum - rate).toArray()));
    for (Row row : Stream.of(vae, result.row(Kind.FREE_BITS), result.row(Kind.WARM_UP)).toList()) {
      figure.add(series(row.variant().name(), List.of(row)));
    }
    return figure.build();
  }

  private static Series series(String name, List<Row> rows) {
    return Estimates.series(
        name,
        rows.stream().mapToDouble(row -> row.rate().mean()).toArray(),
        rows.stream().map(Row::distortion).toList());
  }

  /// The two dimensions along which the codes of a model vary most, and draws of the prior.
  private Figure codes() {
    return new ScatterFigure(
        "Codes of test images over the prior",
        "the coordinate of z that varies most",
        "the one that varies next most",
        2,
        result.rows().stream()
            .filter(row -> row.variant().kind() != Kind.SQUARED_ERROR_AUTOENCODER)
            .filter(row -> result.config().isPictured(row.variant()))
            .filter(row -> !row.variant().isOnCurve() || row.variant().isVae())
            .map(row -> panel(row.variant().name(), row.measured().codes()))
            .toList());
  }

  private ScatterFigure.Panel panel(String caption, double[][] codes) {
    int size = codes[0].length;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(d -> -Estimate.of(column(codes, d)).standardError()))
            .mapToInt(Integer::intValue)
            .toArray();
    float[] drawn =
        NoiseSource.of(result.config().model().seed(), Purpose.SAMPLING)
            .part(3)
            .gaussian(0, IntStream.range(0, codes.length).toArray(), 0, 1, size);
    double[][] prior = Measurement.rows(drawn, size);
    int x = order[0];
    int y = order[Math.min(1, size - 1)];
    return new ScatterFigure.Panel(
        caption,
        List.of(
            new Series("draws of the prior", column(prior, x), column(prior, y)),
            new Series("codes", column(codes, x), column(codes, y))));
  }

  private static double[] column(double[][] rows, int d) {
    return Arrays.stream(rows).mapToDouble(row -> row[d]).toArray();
  }
}
