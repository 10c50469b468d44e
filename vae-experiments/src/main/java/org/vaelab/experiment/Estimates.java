package org.vaelab.experiment;

import java.util.List;
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

  private static double[] means(List<Estimate> estimates) {
    return estimates.stream().mapToDouble(Estimate::mean).toArray();
  }

  private static double[] errors(List<Estimate> estimates) {
    return estimates.stream().mapToDouble(Estimate::standardError).toArray();
  }
}
