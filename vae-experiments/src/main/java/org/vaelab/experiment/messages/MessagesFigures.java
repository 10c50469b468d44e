package org.vaelab.experiment.messages;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.messages.MessagesResult.LossyRow;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// The figures of [MessagesResult].
record MessagesFigures(MessagesResult result) {

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("message-cost", cost());
    figures.put("received", result.pictures().received());
    figures.put("drawn", result.pictures().drawn());
    figures.put(
        "rate-distortion",
        lossy(
            "−log p(x | z) of what arrived (nats per image)",
            received -> Estimate.of(received.nats())));
    figures.put(
        "rate-squared-error",
        lossy(
            "squared error of what arrived (per pixel)",
            received -> Estimate.of(received.squaredError())));
    figures.put("bits-per-image", bits());
    figures.put("svi-gain", gain());
    return figures;
  }

  /// How many images have a message that costs no more.
  private Figure cost() {
    LineFigure.Builder figure =
        LineFigure.builder(
            "What a message costs, over the test images",
            "KL(q ‖ p) (bits)",
            "share of images that cost no more");
    for (BitsBackRun run : List.of(result.plain(), result.lossless().getLast())) {
      double[] bits = Units.bits(run.rate());
      Arrays.sort(bits);
      double[] shares =
          IntStream.range(0, bits.length).mapToDouble(i -> (i + 1.0) / bits.length).toArray();
      figure.add(new Series(MessagesResult.q(run), bits, shares));
    }
    return figure.build();
  }

  private Figure lossy(String label, Function<Received, Estimate> value) {
    LineFigure.Builder figure =
        LineFigure.builder(
            "Rate and distortion of codes sent with loss", "bits per image that were sent", label);
    for (Rounding.Scheme scheme : Rounding.Scheme.values()) {
      List<LossyRow> rows =
          result.lossyRows().stream().filter(row -> row.rounding().scheme() == scheme).toList();
      figure.add(
          Estimates.series(
              "means of q, " + scheme.label(),
              rows.stream().mapToDouble(row -> row.bits().mean()).toArray(),
              rows.stream().map(row -> value.apply(row.sent().received())).toList()));
    }
    return figure
        .add(
            Estimates.series(
                "ẑ ~ q at KL(q ‖ p)",
                new double[] {Estimate.of(Units.bits(result.plain().rate())).mean()},
                List.of(value.apply(result.lossy().sampled()))))
        .reference("means of q, not rounded", value.apply(result.lossy().means()).mean())
        .build();
  }

  /// All that is sent, by coder.
  private Figure bits() {
    List<MessagesResult.CoderRow> rows = result.coders();
    return new BarFigure(
        "The same images without loss, by coder",
        "coder",
        "bits per image",
        rows.stream().map(MessagesResult.CoderRow::name).toList(),
        List.of(
            bars("general encoder", rows, row -> row.isGeneral() ? row.total() : 0),
            bars("marginal rate", rows, row -> row.isGeneral() ? 0 : row.marginal()),
            bars("initial bits", rows, row -> row.isGeneral() ? 0 : row.initial()),
            bars("header, heads, checksums", rows, row -> row.isGeneral() ? 0 : row.header())),
        BarFigure.Style.STACKED);
  }

  private static BarFigure.Bars bars(
      String name,
      List<MessagesResult.CoderRow> rows,
      ToDoubleFunction<MessagesResult.CoderRow> bits) {
    return new BarFigure.Bars(name, rows.stream().mapToDouble(bits).toArray());
  }

  private Figure gain() {
    List<BitsBackRun> runs = result.lossless();
    double[] steps = runs.stream().mapToDouble(BitsBackRun::steps).toArray();
    return LineFigure.builder(
            "What SVI on both sides saves",
            "T, steps of SVI on each image's φ",
            "bits per image saved")
        .add(
            new Series(
                "marginal rate of the message",
                steps,
                runs.stream()
                    .mapToDouble(
                        run -> result.plain().marginalBitsPerImage() - run.marginalBitsPerImage())
                    .toArray()))
        .add(Estimates.series("−ELBO of q", steps, runs.stream().map(result::saved).toList()))
        .reference("amortization gap, L[q*] − L[q]", result.amortizationGap().mean())
        .build();
  }
}
