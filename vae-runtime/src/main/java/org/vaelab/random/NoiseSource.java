package org.vaelab.random;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.vaelab.parallel.Workers;

/// Random numbers keyed by what they are for: (seed, purpose, visit, step, datum, sample).
///
/// A source has no state. The same key gives the same numbers whatever was drawn before, in
/// whatever order, batch size or chunk size: a resumed run sees the noise of an uninterrupted one,
/// and an estimate does not change with the chunks it is streamed in.
///
/// @param <P> what the numbers are for
public final class NoiseSource<P extends Purpose> implements Serializable {
  private final long seed;
  private final P purpose;

  private NoiseSource(long seed, P purpose) {
    this.seed = seed;
    this.purpose = purpose;
  }

  /// @param seed the run's
  public static <P extends Purpose> NoiseSource<P> of(long seed, P purpose) {
    return new NoiseSource<>(seed, purpose);
  }

  public long seed() {
    return seed;
  }

  /// The same purpose for another part of a run, such as a split of the data. Its numbers are as
  /// independent of this source's, of other parts' and of any other seed's as those of two runs:
  /// seed + 1 would be the next run's.
  public NoiseSource<P> part(long part) {
    return new NoiseSource<>(extend(start(), part), purpose);
  }

  /// A generator that depends on the seed, the purpose and the given key only.
  public RandomGenerator at(long... key) {
    long state = start();
    for (long part : key) {
      state = extend(state, part);
    }
    return new SplitMix(state);
  }

  /// `at(first, second)` without an array for the key, for one call per data point and step.
  public RandomGenerator at(long first, long second) {
    return new SplitMix(extend(extend(start(), first), second));
  }

  private long start() {
    // The seed is mixed before the purpose is added: in a plain sum of both, one seed's purpose
    // would be another seed's other purpose.
    return extend(extend(0, seed), purpose.key());
  }

  private static long extend(long state, long part) {
    return SplitMix.mix(state + SplitMix.GOLDEN_GAMMA * (part + 1));
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
    int rows = Math.multiplyExact(samples, data.length);
    float[] noise = new float[Math.multiplyExact(rows, dimension)];
    gaussian(step, data, firstSample, samples, dimension, noise);
    return noise;
  }

  /// The same noise, written to the start of `out`.
  public void gaussian(
      long step, int[] data, int firstSample, int samples, int dimension, float[] out) {
    fill(extend(start(), step), data, firstSample, samples, dimension, out);
  }

  /// Noise of a step of one visit of the data, such as an optimisation of their φ: no two pairs of
  /// visit and step share noise.
  ///
  /// @param out the start of it takes ε `[K*B, Z]`
  public void gaussian(long visit, long step, int[] data, int samples, int dimension, float[] out) {
    fill(extend(extend(start(), visit), step), data, 0, samples, dimension, out);
  }

  private static void fill(
      long ofStep, int[] data, int firstSample, int samples, int dimension, float[] out) {
    Workers.forRows(
        Math.multiplyExact(samples, data.length),
        dimension,
        (from, to) -> fillRows(ofStep, data, firstSample, dimension, out, from, to));
  }

  private static void fillRows(
      long ofStep, int[] data, int firstSample, int dimension, float[] out, int from, int to) {
    SplitMix generator = new SplitMix(0);
    for (int row = from; row < to; row++) {
      int sample = firstSample + row / data.length;
      long state = extend(extend(ofStep, data[row % data.length]), sample);
      int start = row * dimension;
      NormalNumbers.fill(generator, state, out, start, start + dimension);
    }
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
}
