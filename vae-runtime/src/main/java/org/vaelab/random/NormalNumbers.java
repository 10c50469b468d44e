package org.vaelab.random;

import java.util.random.RandomGenerator;

/// The standard normal numbers that a [SplitMix] gives one after the other, many at a time.
///
/// [RandomGenerator#nextGaussian] is McFarland's ziggurat (2016, "A modified ziggurat algorithm for
/// generating exponentially and normally distributed pseudorandom numbers"): the low byte of one
/// 64-bit number names a layer, and 253 times in 256 the normal number is the 64-bit number times
/// the layer's width. As the generator's next state is known beforehand, the processor works on
/// several of these at once; the others come from `nextGaussian` itself.
final class NormalNumbers {
  private static final int LAYERS = 256;
  private static final int LAYER_MASK = LAYERS - 1;
  // As a double it stays the same with a layer's number added.
  private static final long LARGE = 1L << 62;
  // Of a layer that takes more than one 64-bit number: NaN.
  private static final double[] WIDTHS = new double[LAYERS];

  static {
    for (int layer = 0; layer < LAYERS; layer++) {
      Probe probe = new Probe(LARGE + layer);
      double value = probe.nextGaussian();
      WIDTHS[layer] = probe.drawn == 1 ? value / LARGE : Double.NaN;
    }
  }

  /// Begins with a given number and counts.
  private static final class Probe implements RandomGenerator {
    private final SplitMix rest = new SplitMix(0);
    private final long first;
    private int drawn;

    Probe(long first) {
      this.first = first;
    }

    @Override
    public long nextLong() {
      return drawn++ == 0 ? first : rest.nextLong();
    }
  }

  private NormalNumbers() {}

  /// @param generator is used up
  /// @param state of the generator to begin with
  /// @param from position of the first number
  /// @param to position after the last
  static void fill(SplitMix generator, long state, float[] out, int from, int to) {
    long next = state;
    for (int i = from; i < to; i++) {
      long bits = SplitMix.mix(next + SplitMix.GOLDEN_GAMMA);
      double value = WIDTHS[(int) bits & LAYER_MASK] * bits;
      if (Double.isNaN(value)) {
        generator.restart(next);
        value = generator.nextGaussian();
        next = generator.state();
      } else {
        next += SplitMix.GOLDEN_GAMMA;
      }
      out[i] = (float) value;
    }
  }
}
