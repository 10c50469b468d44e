package org.vaelab.experiment.missing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.vaelab.data.Points;
import org.vaelab.inference.GibbsSampling;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Completions by Gibbs sampling of p(z given x), and whether the chains have forgotten where they
/// began: some begin at a draw of q, one at coin tosses.
///
/// @param fromQ log p(x, z) at the end of each image's first chain, from q, in nats
/// @param fromCoins the same of a chain from coin tosses
/// @param tops z at the end of the chains from q, `[N, Z]` each
record Chains(double[] fromQ, double[] fromCoins, List<float[]> tops) {
  /// Chains from q for each image.
  static final int SHOWN = 3;

  static Chains of(TopHalf model, Points points, LocalPosteriors q, int sweeps, long seed) {
    float[] phi = TopHalf.probabilities(q);
    float[] half = new float[phi.length];
    Arrays.fill(half, 0.5f);
    List<GibbsSampling.State> ends = new ArrayList<>();
    for (int chain = 0; chain <= SHOWN; chain++) {
      NoiseSource<Purpose.Sampling> noise = NoiseSource.of(seed, Purpose.SAMPLING).part(chain);
      float[] start = draw(chain < SHOWN ? phi : half, noise.part(0).at(0));
      ends.add(model.gibbs(points, start, sweeps, noise.part(1)));
    }
    return new Chains(
        logJoint(ends.getFirst()),
        logJoint(ends.getLast()),
        ends.subList(0, SHOWN).stream().map(GibbsSampling.State::z).toList());
  }

  /// Bits with given probabilities.
  private static float[] draw(float[] probabilities, RandomGenerator generator) {
    float[] z = new float[probabilities.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = generator.nextDouble() < probabilities[i] ? 1 : 0;
    }
    return z;
  }

  private static double[] logJoint(GibbsSampling.State state) {
    float[] values = state.logJoint();
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /// By how much the chains from q are ahead.
  Estimate memory() {
    return Estimate.ofDifference(fromQ, fromCoins);
  }
}
