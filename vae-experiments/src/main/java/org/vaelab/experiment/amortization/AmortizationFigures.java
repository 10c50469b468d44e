package org.vaelab.experiment.amortization;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.experiment.Estimates;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Figure;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// The figures of [AmortizationResult].
record AmortizationFigures(AmortizationResult result) {
  private static final int PER_DECADE = 4;

  Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("regression-mu", result.regression().means("test images"));
    figures.put("regression-log-sigma", result.regression().logScales("test images"));
    figures.put("gap-by-training-images", gaps());
    figures.put("elbo-by-steps", steps());
    figures.put("bytes-by-points", bytes());
    figures.put("seconds-by-points", seconds());
    if (!result.studies().isEmpty()) {
      figures.put("held-out-gaps", heldOut());
    }
    for (int i = 0; i < result.pictures().size(); i++) {
      figures.put("held-out-images-" + result.studies().get(i).label(), result.pictures().get(i));
    }
    return figures;
  }

  private Figure gaps() {
    List<EncoderResult> alone = result.encoders().subList(1, result.encoders().size());
    double[] x = alone.stream().mapToDouble(EncoderResult::images).toArray();
    return LineFigure.builder(
            "The amortization gap by the number of images an encoder was trained on",
            "training images of the encoder, decoder fixed",
            "amortization gap (nats per image)")
        .logX()
        .add(
            Estimates.series(
                "training images",
                x,
                alone.stream().map(e -> result.train().gap(e.train())).toList()))
        .add(
            Estimates.series(
                "test images", x, alone.stream().map(e -> result.test().gap(e.test())).toList()))
        .build();
  }

  private Figure steps() {
    List<SviQuality> svi = result.svi();
    return LineFigure.builder(
            "SVI of test images from the prior, by its steps",
            "T, steps on each image's φ",
            "L[q] (nats per image)")
        .logX()
        .add(
            Estimates.series(
                "SVI",
                svi.stream().mapToDouble(SviQuality::steps).toArray(),
                svi.stream().map(each -> Estimate.of(each.elbo())).toList()))
        .reference("encoder trained alone on all images", mean(result.alone().test().elbo()))
        .reference("q*", mean(result.test().elbo()))
        .cutTransient()
        .build();
  }

  private static double mean(double[] values) {
    return Estimate.of(values).mean();
  }

  /// Numbers of images from 1 to ten times a crossing.
  private static double[] counts(double crossing) {
    int last = (int) Math.ceil(PER_DECADE * (Math.log10(Math.max(1, crossing)) + 1));
    return IntStream.rangeClosed(0, last)
        .mapToDouble(i -> Math.rint(Math.pow(10, (double) i / PER_DECADE)))
        .distinct()
        .toArray();
  }

  private static Series series(String name, double[] counts, DoubleUnaryOperator value) {
    return new Series(name, counts, Arrays.stream(counts).map(value).map(Math::log10).toArray());
  }

  private Figure bytes() {
    Cost cost = result.cost();
    double[] counts = counts(cost.memoryCrossing());
    return LineFigure.builder(
            "What is kept for N images: equal at N = %,d".formatted(cost.memoryCrossing()),
            "N, images",
            "log₁₀ bytes")
        .logX()
        .add(series("φ of each (SVI)", counts, n -> cost.sviBytes((long) n)))
        .add(series("φ with moments", counts, n -> cost.sviBytesWithMoments((long) n)))
        .add(series("λ (encoder)", counts, n -> cost.encoderBytes()))
        .add(series("λ with moments", counts, n -> cost.encoderBytesWithMoments()))
        .build();
  }

  private Figure seconds() {
    Timings timings = result.timings();
    OptionalDouble crossing = result.timeCrossing();
    double[] counts = counts(Math.max(timings.largest() / 10.0, crossing.orElse(1)));
    double svi = timings.perPoint(Timings.Method.SVI);
    double encoder = timings.perPoint(Timings.Method.ENCODER);
    double training = result.alone().seconds();
    return LineFigure.builder(
            crossing.isPresent()
                ? "Time for N new images: equal at about N = %,.0f"
                    .formatted(crossing.getAsDouble())
                : "Time for N new images",
            "N, new images",
            "log₁₀ seconds")
        .logX()
        .add(measured("SVI, T = %d, timed".formatted(timings.steps()), Timings.Method.SVI))
        .add(measured("encoder without its training, timed", Timings.Method.ENCODER))
        .add(series("SVI, extended in proportion to N", counts, n -> n * svi))
        .add(series("encoder with its training, extended", counts, n -> training + n * encoder))
        .build();
  }

  private Series measured(String name, Timings.Method method) {
    Timings timings = result.timings();
    int[] counts = timings.counts();
    return new Series(
        name,
        Arrays.stream(counts).asDoubleStream().toArray(),
        log(counts, n -> timings.median(method, n)),
        log(counts, n -> timings.least(method, n)),
        log(counts, n -> timings.most(method, n)));
  }

  private static double[] log(int[] counts, Function<Integer, Double> value) {
    return Arrays.stream(counts).mapToDouble(n -> Math.log10(value.apply(n))).toArray();
  }

  private Figure heldOut() {
    List<HeldOutStudy.Row> rows =
        result.studies().stream().flatMap(study -> study.rows().stream()).toList();
    List<String> groups = rows.stream().map(AmortizationFigures::group).distinct().toList();
    return new BarFigure(
        "The amortization gap on images of a class left out, and on the others",
        "test images of a class that was left out, and others (≠)",
        "amortization gap (nats per image)",
        groups,
        Stream.of(
                bars("decoder and encoder of all classes", rows, HeldOutStudy.ALL),
                bars("encoder trained alone, of all classes", rows, HeldOutStudy.ALONE),
                bars("encoder trained alone, without it", rows, HeldOutStudy.BLIND),
                bars("decoder and encoder without it", rows, HeldOutStudy.WITHOUT))
            .toList(),
        BarFigure.Style.GROUPED);
  }

  private static String group(HeldOutStudy.Row row) {
    return (row.images().equals(HeldOutStudy.OF_IT) ? "%d" : "≠ %d").formatted(row.label());
  }

  private static BarFigure.Bars bars(String name, List<HeldOutStudy.Row> rows, String encoder) {
    return Estimates.bars(
        name,
        rows.stream()
            .filter(row -> row.encoder().equals(encoder))
            .map(row -> row.q().gap(row.own()))
            .toList());
  }
}
