package org.vaelab.experiment.marginal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.network.Activation;
import org.vaelab.statistics.LogMeanExp;

/// Sums by force: over all completions of a few missing pixels, and how long the lecture's 2^30
/// configurations would take.
///
/// @param missing pixels that were left out
/// @param byCompletions log Σ p(x_missing, x_observed) over the 2^missing completions, in nats
/// @param byFactors log p(x_observed), the missing pixels left out of p(x given z)
/// @param secondsPerConfiguration of a sum over z
/// @param secondsPerCompletion of a sum over completions
/// @param refusal what the enumeration says of 2^30 configurations
record Force(
    int missing,
    double byCompletions,
    double byFactors,
    double secondsPerConfiguration,
    double secondsPerCompletion,
    String refusal) {
  /// Binary features of CS236's lecture on latent variable models.
  static final int LECTURE_BITS = 30;

  private static final int TIMED = 20;

  /// @param x a data point, `[D]`
  /// @param left the missing pixels
  static Force of(GraphExecutor executor, BitsVae model, float[] x, int[] left) {
    float[] mask = new float[x.length];
    Arrays.fill(mask, 1);
    for (int pixel : left) {
      mask[pixel] = 0;
    }
    long start = System.nanoTime();
    int count = 1 << left.length;
    LogMeanExp mean = new LogMeanExp();
    float[] completed = x.clone();
    for (int completion = 0; completion < count; completion++) {
      for (int m = 0; m < left.length; m++) {
        completed[left[m]] = completion >> m & 1;
      }
      mean.add(model.posterior(completed).logEvidence());
    }
    double perCompletion = (System.nanoTime() - start) * 1e-9 / count;
    start = System.nanoTime();
    int size = 0;
    for (int i = 0; i < TIMED; i++) {
      size += model.posterior(x).size();
    }
    double perConfiguration = (System.nanoTime() - start) * 1e-9 / size;
    return new Force(
        left.length,
        mean.logMean() + Math.log(count),
        model.posterior(x, mask).logEvidence(),
        perConfiguration,
        perCompletion,
        refusal(executor, x.length));
  }

  private static String refusal(GraphExecutor executor, int dataSize) {
    try (Parameters none = Parameters.of(List.of(), Map.of());
        Enumeration impossible =
            new Enumeration(
                executor,
                BitsVae.model(dataSize, LECTURE_BITS, List.of(), Activation.TANH),
                none)) {
      throw new AssertionError("%d configurations".formatted(impossible.count()));
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /// Hours of one sum over 2^30 configurations of this model's cost.
  double lectureHours() {
    return secondsPerConfiguration * (1L << LECTURE_BITS) / 3600;
  }
}
