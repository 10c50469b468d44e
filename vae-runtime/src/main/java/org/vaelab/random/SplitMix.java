package org.vaelab.random;

import java.util.random.RandomGenerator;

/// The generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators"): the numbers of [java.util.SplittableRandom], without an object for each row of
/// noise.
final class SplitMix implements RandomGenerator {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long state) {
    this.state = state;
  }

  void restart(long newState) {
    state = newState;
  }

  long state() {
    return state;
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public int nextInt() {
    state += GOLDEN_GAMMA;
    return mix32(state);
  }

  /// Stafford's variant 13 of the 64-bit finaliser (Stafford 2011, "Better bit mixing").
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// The upper half of Stafford's variant 4.
  private static int mix32(long z) {
    z = (z ^ (z >>> 33)) * 0x62A9D9ED799705F5L;
    return (int) (((z ^ (z >>> 28)) * 0xCB24D0A5C88C35B3L) >>> 32);
  }
}
