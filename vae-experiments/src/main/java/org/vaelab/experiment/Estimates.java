package org.vaelab.experiment;

import java.util.List;
import java.util.function.Function;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.plot.BarFigure;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;

/// Estimates in figures, with their standard errors.
public final class Estimates {
  private Estimates() {}

  public static BarFigure.Bars bars(String name, List<Estimate> estimates) {
    return new BarFigure.Bars(name, means(estimates), errors(estimates));
  }

  public static Series series(String name, double[] x, List<Estimate> estimates) {
    return Series.withError(name, x, means(estimates), errors(estimates));
  }

  /// The parts of the gap of each of several models.
  ///
  /// @param models their names, as many as gaps
  public static BarFigure gapBars(List<String> models, List<InferenceGap> gaps) {
    return new BarFigure(
        "Where the distance between log p(x) and the ELBO comes from, test images",
        "model",
        "gap (nats per image)",
        models,
        List.of(
            part("approximation gap", gaps, InferenceGap::approximation),
            part("amortization gap", gaps, InferenceGap::amortization),
            part("inference gap", gaps, InferenceGap::inference)),
        BarFigure.Style.GROUPED);
  }

  private static BarFigure.Bars part(
      String name, List<InferenceGap> gaps, Function<InferenceGap, Estimate> part) {
    return bars(name, gaps.stream().map(part).toList());
  }

  private static double[] means(List<Estimate> estimates) {
    return estimates.stream().mapToDouble(Estimate::mean).toArray();
  }

  private static double[] errors(List<Estimate> estimates) {
    return estimates.stream().mapToDouble(Estimate::standardError).toArray();
  }
}
