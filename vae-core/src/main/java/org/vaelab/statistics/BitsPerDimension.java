package org.vaelab.statistics;

/// Bits per dimension of data with 256 grey levels: −log₂ p(levels) / D from log p in nats.
public enum BitsPerDimension {
  /// log p is that of the levels themselves, as under a discretised logistic.
  OF_LEVELS(1, "probability of the levels"),
  /// log p is a density over [0, 1]ᴰ of x = (level + u) / 256 with uniform u in [0, 1). Its mean
  /// over u is a lower bound of the log-probability of the levels (Theis, van den Oord and Bethge
  /// 2016), so the bits are an upper bound.
  OF_DEQUANTISED(256, "density of (level + u) / 256, u uniform"),
  /// log p is a density at x = level / 255, without noise, taken to be constant over a level. This
  /// is no bound: a density may be as high as it likes at the levels alone.
  OF_DENSITY_AT_LEVELS(255, "density at level / 255, no dequantisation");

  private static final double NATS_PER_BIT = Math.log(2);

  private final int levelsPerUnit;
  private final String label;

  BitsPerDimension(int levelsPerUnit, String label) {
    this.levelsPerUnit = levelsPerUnit;
    this.label = label;
  }

  /// What the bits are made from, with the dequantisation.
  public String label() {
    return label;
  }

  /// @param nats log p(x), or a bound or an estimate of it
  /// @param dimension D
  public double of(double nats, int dimension) {
    return (Math.log(levelsPerUnit) - nats / dimension) / NATS_PER_BIT;
  }

  /// The same of a mean over data points.
  public Estimate of(Estimate nats, int dimension) {
    return new Estimate(
        of(nats.mean(), dimension),
        nats.standardError() / (dimension * NATS_PER_BIT),
        nats.count());
  }
}
