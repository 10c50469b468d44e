package org.vaelab.random;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Random numbers keyed by what they are for: (seed, stream, step, datum, sample).
///
/// A source has no state. The same key gives the same numbers whatever was drawn before, in
/// whatever order, batch size or chunk size: a resumed run sees the noise of an uninterrupted one,
/// and an estimate does not change with the chunks it is streamed in.
///
/// @param seed the run's seed
/// @param stream what the numbers are for
public record NoiseSource(long seed, Stream stream) {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /// A generator that depends on the seed, the stream and the given key only.
  public RandomGenerator at(long... key) {
    long state = mix(seed + GOLDEN_GAMMA * (stream.ordinal() + 1));
    for (long part : key) {
      state = mix(state + GOLDEN_GAMMA * (part + 1));
    }
    return new SplittableRandom(state);
  }

  /// Standard normal noise ε for K samples of each datum of a batch.
  ///
  /// @param step the optimisation step, or 0 for an evaluation
  /// @param data identities of the B data points (their indices in the data set)
  /// @param firstSample index of the first sample; sample k of two calls is the same noise
  /// @param samples K
  /// @param dimension Z
  /// @return ε `[K*B, Z]`, row-major, K outermost
  public float[] gaussian(long step, int[] data, int firstSample, int samples, int dimension) {
    float[] noise = new float[Math.multiplyExact(samples * data.length, dimension)];
    int position = 0;
    for (int k = 0; k < samples; k++) {
      for (int datum : data) {
        RandomGenerator generator = at(step, datum, firstSample + k);
        for (int d = 0; d < dimension; d++) {
          noise[position++] = (float) generator.nextGaussian();
        }
      }
    }
    return noise;
  }

  /// A permutation of 0..n-1 (Fisher-Yates).
  public int[] permutation(int n, long... key) {
    RandomGenerator generator = at(key);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = generator.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /// Stafford's variant 13 of the 64-bit finaliser (Stafford 2011, "Better bit mixing").
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
