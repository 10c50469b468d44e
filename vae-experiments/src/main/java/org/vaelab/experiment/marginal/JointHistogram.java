package org.vaelab.experiment.marginal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.plot.BarFigure;

/// log p(x, z) over every z of a finite space, by how far it lies below the largest: how many z
/// there are, and how much of p(x) = Σ_z p(x, z) is theirs. Uniform sampling sees the first, and
/// p(x) is made of the second.
///
/// @param configurations share of the z, by bin
/// @param mass share of p(x), by bin
public record JointHistogram(double[] configurations, double[] mass) {
  // Upper ends of the bins in nats; the last bin has none.
  private static final int[] ENDS = {2, 5, 10, 20, 50, 100, 200};

  /// The histogram of one data point.
  public static JointHistogram of(DiscretePosterior posterior) {
    int count = posterior.size();
    double largest = IntStream.range(0, count).mapToDouble(posterior::logJoint).max().orElseThrow();
    double[] configurations = new double[ENDS.length + 1];
    double[] mass = new double[ENDS.length + 1];
    for (int c = 0; c < count; c++) {
      double below = largest - posterior.logJoint(c);
      int bin = 0;
      while (bin < ENDS.length && below >= ENDS[bin]) {
        bin++;
      }
      configurations[bin] += 1.0 / count;
      mass[bin] += posterior.probability(c);
    }
    return new JointHistogram(configurations, mass);
  }

  /// The least number of z that hold a share of p(x) together.
  public static int holding(DiscretePosterior posterior, double share) {
    double[] sorted =
        IntStream.range(0, posterior.size()).mapToDouble(posterior::probability).sorted().toArray();
    double held = 0;
    int count = 0;
    while (held < share && count < sorted.length) {
      held += sorted[sorted.length - 1 - count++];
    }
    return count;
  }

  /// Both shares, side by side.
  public BarFigure figure() {
    List<String> groups = new ArrayList<>();
    for (int b = 0; b < ENDS.length; b++) {
      groups.add("%d to %d".formatted(b == 0 ? 0 : ENDS[b - 1], ENDS[b]));
    }
    groups.add("more");
    return new BarFigure(
        "Where the configurations z are, and where p(x) is",
        "log p(x, z) below its largest (nats)",
        "share",
        groups,
        List.of(
            new BarFigure.Bars("share of all z", configurations),
            new BarFigure.Bars("share of p(x)", mass)),
        BarFigure.Style.GROUPED);
  }
}
