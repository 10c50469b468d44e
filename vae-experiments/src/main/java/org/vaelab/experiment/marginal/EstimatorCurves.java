package org.vaelab.experiment.marginal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.vaelab.experiment.Estimates;
import org.vaelab.plot.LineFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// Estimators of p(x) against the number of samples.
///
/// @param logEvidence exact log p(x) of the first image, in nats
/// @param repetitions of each estimator
public record EstimatorCurves(double logEvidence, List<Repetitions> repetitions) {
  private static final double INTERVAL = 1.96; // Standard errors of a 95% interval.
  private static final double LARGEST_BIAS_SHOWN = -8;

  /// log p̂_K of the first image: median and the range of nine repetitions in ten.
  public LineFigure estimates() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "log p̂(x): median, and 5% to 95% of the repetitions",
                "samples K", "log p̂(x) (nats)")
            .logX()
            .reference("log p(x), exact", logEvidence);
    for (Repetitions each : repetitions) {
      figure.add(
          new Series(
              each.proposal(),
              samples(each),
              shifted(each.quantile(0.5), logEvidence),
              shifted(each.quantile(0.05), logEvidence),
              shifted(each.quantile(0.95), logEvidence)));
    }
    return figure.build();
  }

  /// The mean of p̂/p(x), with intervals from the exact variance.
  public LineFigure ratios() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "p̂ is unbiased: its mean with 95% intervals from the exact variance",
                "samples K", "mean of p̂(x) / p(x)")
            .logX()
            .reference("no bias", 1);
    repetitions.forEach(each -> figure.add(curve(each, Repetitions.Row::ratio)));
    return figure.build();
  }

  /// The mean of log p̂ − log p(x).
  public LineFigure biases() {
    LineFigure.Builder figure =
        LineFigure.builder(
                "log p̂ is biased down (Jensen): its mean with 95% intervals",
                "samples K", "mean of log p̂(x) − log p(x) (nats)")
            .logX()
            .reference("no bias", 0);
    double lowest = 0;
    for (Repetitions each : repetitions) {
      figure.add(curve(each, Repetitions.Row::bias));
      lowest = Math.min(lowest, each.row(0).bias().mean());
    }
    return lowest < LARGEST_BIAS_SHOWN ? figure.yFrom(LARGEST_BIAS_SHOWN).build() : figure.build();
  }

  private static Series curve(Repetitions each, Function<Repetitions.Row, Estimate> value) {
    List<Estimate> intervals =
        each.rows().stream()
            .map(value)
            .map(e -> new Estimate(e.mean(), INTERVAL * e.standardError(), e.count()))
            .toList();
    return Estimates.series(each.proposal(), samples(each), intervals);
  }

  private static double[] samples(Repetitions each) {
    return Arrays.stream(each.samples()).asDoubleStream().toArray();
  }

  private static double[] shifted(double[] errors, double by) {
    return Arrays.stream(errors).map(error -> error + by).toArray();
  }
}
