package org.vaelab.coding;

import java.util.Arrays;

/// A coordinate of z ~ N(0, 1) in bins of equal width Δ around the multiples of Δ, which stand for
/// them: a uniform quantiser with entropy coding. Rounding moves z by Δ/2 at most, but beyond the
/// outermost bins, and where Δ is small a bin costs log₂(1/Δ) + ½ log₂(2πe) bits on average (Cover
/// and Thomas 2006, "Elements of information theory", theorem 8.3.1).
public final class UniformBins implements PriorBins {
  /// The least Δ.
  public static final double LEAST_WIDTH = 0.001;

  /// The largest Δ.
  public static final double MOST_WIDTH = 6;

  /// Of the probabilities of bins.
  private static final int MASS_BITS = 24;

  /// The centre of the outermost bin is not nearer, in standard deviations of the prior.
  private static final double REACH = 6;

  private final double width;
  private final int outermost;
  private final int[] cumulative;

  /// @param width Δ, from [#LEAST_WIDTH] to [#MOST_WIDTH]
  public UniformBins(double width) {
    if (!(width >= LEAST_WIDTH && width <= MOST_WIDTH)) {
      throw new CodingException(
          "A latent coordinate cannot have bins of width %s; give it %s to %s."
              .formatted(width, LEAST_WIDTH, MOST_WIDTH));
    }
    this.width = width;
    outermost = (int) Math.ceil(REACH / width);
    int count = 2 * outermost + 1;
    // Each bin has one unit of mass at least, the rest is divided as the prior says.
    int divided = (1 << MASS_BITS) - count;
    cumulative = new int[count + 1];
    for (int bin = 1; bin < count; bin++) {
      double edge = (bin - outermost - 0.5) * width;
      cumulative[bin] = (int) (divided * NormalDistribution.cumulative(edge)) + bin;
    }
    cumulative[count] = 1 << MASS_BITS;
  }

  @Override
  public int bin(double z) {
    return Math.clamp(Math.round(z / width), -outermost, outermost) + outermost;
  }

  @Override
  public float value(int bin) {
    return (float) ((bin - outermost) * width);
  }

  @Override
  public void pushPrior(AnsChain chain, int bin) {
    chain.push(cumulative[bin], mass(bin), MASS_BITS);
  }

  @Override
  public int popPrior(AnsChain chain) {
    int found = Arrays.binarySearch(cumulative, chain.top(MASS_BITS));
    int bin = found >= 0 ? found : -found - 2;
    chain.pop(cumulative[bin], mass(bin), MASS_BITS);
    return bin;
  }

  private int mass(int bin) {
    return cumulative[bin + 1] - cumulative[bin];
  }
}
