package org.vaelab.evidence;

import java.util.Arrays;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.RunningMean;

/// L[q] = E_q[log p(x, z) − log q(z)] by K samples of q, with as much in closed form as there is.
/// It costs less than importance sampling, which gives the same values beside log p̂.
///
/// @param samples K
public record MonteCarloElbo(int samples) {

  /// @param value L[q], `[N]`, in nats
  /// @param standardError its Monte Carlo standard error, `[N]`
  public record Estimates(double[] value, double[] standardError) {
    /// Mean over the data points, with the standard error of that mean.
    public Estimate mean() {
      return Estimate.of(value);
    }
  }

  /// L[q] of each data point.
  public Estimates estimate(
      Session session, LocalPosteriors q, NoiseSource<? extends Purpose.Judging> noise) {
    RunningMean[] means = new RunningMean[q.count()];
    Arrays.setAll(means, i -> new RunningMean());
    Sampling.of(samples)
        .run(
            session,
            q,
            false,
            noise,
            "ELBO, K = " + samples,
            chunk -> {
              float[] elbos = HostArrays.floats(chunk.results().output(LogWeights.ELBO));
              for (int position = 0; position < elbos.length; position++) {
                means[chunk.from() + position % chunk.points()].add(elbos[position]);
              }
            });
    return new Estimates(
        Arrays.stream(means).mapToDouble(RunningMean::mean).toArray(),
        Arrays.stream(means).mapToDouble(RunningMean::standardError).toArray());
  }
}
