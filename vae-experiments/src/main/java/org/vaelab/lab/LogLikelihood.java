package org.vaelab.lab;

import java.util.List;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.experiment.Estimates;
import org.vaelab.experiment.Table;
import org.vaelab.experiment.Tails;
import org.vaelab.plot.LineFigure;
import org.vaelab.report.Html;
import org.vaelab.statistics.Estimate;

/// log p̂(x) of test images (importance sampling from q, Burda et al. 2016) and how far to trust
/// it.
///
/// @param model whose
/// @param points indices of the test images
/// @param bitsSha256 hash of what the model sees of them
/// @param estimates by image
public record LogLikelihood(
    String model, int[] points, String bitsSha256, LikelihoodEstimates estimates) implements Shown {

  /// Mean log p̂(x) in nats, with the standard error over the images.
  public Estimate mean() {
    return estimates.meanLogLikelihood();
  }

  /// Mean L\[q].
  public Estimate elbo() {
    return estimates.meanElbo();
  }

  private Table<LikelihoodEstimates> table() {
    return Table.of(List.of(estimates))
        .shown("model", e -> model)
        .number("", "log p̂", "nats", "%.2f", LikelihoodEstimates::meanLogLikelihood)
        .number("", "ELBO", "nats", "%.2f", LikelihoodEstimates::meanElbo)
        .shown("images", e -> points.length)
        .shown("K", LikelihoodEstimates::samples)
        .number(
            "",
            "median effective sample size",
            "",
            "%.0f",
            LikelihoodEstimates::medianEffectiveSampleSize)
        .shown("images with k̂ > 0.7", e -> e.unreliable().length);
  }

  /// Mean log p̂ against K: it levels off where K is large enough.
  public LineFigure curve() {
    double[] samples =
        estimates.curve().stream().mapToDouble(LikelihoodEstimates.CurvePoint::samples).toArray();
    List<Estimate> means =
        estimates.curve().stream().map(point -> Estimate.of(point.logLikelihood())).toList();
    return LineFigure.builder(
            "log p(x) estimated from K samples",
            "samples K",
            "mean log p̂(x) ± standard error (nats)")
        .logX()
        .add(Estimates.series(model, samples, means))
        .build();
  }

  @Override
  public String html() {
    return table().html()
        + "<p>%s</p>".formatted(Tails.sentence(estimates.paretoShape()))
        + Html.of(curve());
  }

  @Override
  public String toString() {
    return table().text() + Tails.sentence(estimates.paretoShape()) + "\n";
  }
}
