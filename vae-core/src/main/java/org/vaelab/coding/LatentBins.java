package org.vaelab.coding;

/// A coordinate of z ~ N(0, 1) in 2ᵇ bins of equal mass, each with its median as its z (Townsend,
/// Bird and Barber 2019, "Practical lossless compression with latent variables using bits back
/// coding"): under the prior a bin costs b bits exactly.
public final class LatentBins implements PriorBins {
  /// Of the probabilities of bins under q.
  static final int Q_BITS = 24;

  /// The most bits b of a bin.
  static final int MOST_BITS = 16;

  private final int bits;
  private final double[] edges;
  private final float[] medians;

  /// @param bits b, from 1 to 16
  public LatentBins(int bits) {
    if (bits < 1 || bits > MOST_BITS) {
      throw new CodingException(
          "A latent coordinate cannot have bins of %d bits; give it 1 to %d."
              .formatted(bits, MOST_BITS));
    }
    this.bits = bits;
    int count = 1 << bits;
    edges = new double[count + 1];
    medians = new float[count];
    edges[0] = Double.NEGATIVE_INFINITY;
    edges[count] = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      medians[i] = (float) NormalDistribution.quantile((i + 0.5) / count);
      if (i > 0) {
        edges[i] = NormalDistribution.quantile((double) i / count);
      }
    }
  }

  /// b
  public int bits() {
    return bits;
  }

  /// Its median.
  @Override
  public float value(int bin) {
    return medians[bin];
  }

  @Override
  public int bin(double z) {
    int low = 0;
    int high = medians.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (edges[middle] <= z) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// b bits.
  @Override
  public void pushPrior(AnsChain chain, int bin) {
    chain.push(bin, 1, bits);
  }

  @Override
  public int popPrior(AnsChain chain) {
    int bin = chain.top(bits);
    chain.pop(bin, 1, bits);
    return bin;
  }

  /// Pushes a bin under q = N(μ, σ²).
  void push(AnsChain chain, int bin, double mean, double scale) {
    int start = cumulative(bin, mean, scale);
    chain.push(start, cumulative(bin + 1, mean, scale) - start, Q_BITS);
  }

  /// Pops a bin under q = N(μ, σ²): a sample of q, made of the bits on the stack.
  int pop(AnsChain chain, double mean, double scale) {
    int top = chain.top(Q_BITS);
    int low = 0;
    int high = medians.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (cumulative(middle, mean, scale) <= top) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int start = cumulative(low, mean, scale);
    chain.pop(start, cumulative(low + 1, mean, scale) - start, Q_BITS);
    return low;
  }

  /// The mass of q below a bin, of 2²⁴ in all: each bin has one at least, the rest is divided as q
  /// says. Rising strictly in the bin but for the last digits of Φ, where a bin may have none: it
  /// is then never popped.
  private int cumulative(int bin, double mean, double scale) {
    int divided = (1 << Q_BITS) - medians.length;
    return (int) (divided * NormalDistribution.cumulative((edges[bin] - mean) / scale)) + bin;
  }
}
