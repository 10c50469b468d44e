package org.vaelab.evidence.diagnostics;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.RunningMean;

/// Which latent dimensions the data move, from samples: for any family of q and any prior. For
/// diagonal Gaussians under N(0, I), [LatentUse] has the same without noise.
///
/// @param points N
/// @param threshold a unit is active if the variance of its posterior mean over the data exceeds it
/// @param meanVariance variance of E_q[z_d] over the data points (Burda et al. 2016), unbiased:
///     what the mean of K samples varies by itself is subtracted; `[Z]`
/// @param divergence KL(q ‖ p(z)) of all dimensions together, in nats
public record ActiveUnits(
    int points, double threshold, double[] meanVariance, Estimate divergence) {
  private static final int BATCH = 50;

  /// @param samples K of each point, at least 2
  /// @throws IllegalArgumentException if there are fewer than two points or samples
  public static ActiveUnits of(
      Session session, LocalPosteriors q, int samples, NoiseSource<Purpose.Sampling> noise) {
    if (q.count() < 2 || samples < 2) {
      throw new IllegalArgumentException(
          "Active units need at least two data points and samples, not %d and %d."
              .formatted(q.count(), samples));
    }
    int size = session.model().latentSize();
    int noiseSize = q.family().noiseSize(size);
    double[][] means = new double[size][q.count()];
    double[] within = new double[size];
    double[] divergences = new double[q.count()];
    for (int from = 0; from < q.count(); from += BATCH) {
      Interrupts.check();
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + BATCH))) {
        int count = part.count();
        float[] epsilon = noise.gaussian(0, part.points().ids(), 0, samples, noiseSize);
        session
            .feed(part)
            .inputs()
            .set(PosteriorFamily.NOISE, epsilon, (long) samples * count, noiseSize);
        Results results = session.run(new Draws(q.family(), samples));
        float[] z = HostArrays.floats(results.output("z"));
        float[] divergence = HostArrays.floats(results.output("divergence"));
        for (int i = 0; i < count; i++) {
          for (int d = 0; d < size; d++) {
            RunningMean mean = new RunningMean();
            for (int k = 0; k < samples; k++) {
              mean.add(z[(k * count + i) * size + d]);
            }
            means[d][from + i] = mean.mean();
            within[d] += Math.pow(mean.standardError(), 2) / q.count();
          }
          for (int k = 0; k < samples; k++) {
            divergences[from + i] += divergence[k * count + i] / samples;
          }
        }
      }
    }
    double[] variance = new double[size];
    for (int d = 0; d < size; d++) {
      variance[d] = q.count() * Math.pow(Estimate.of(means[d]).standardError(), 2) - within[d];
    }
    return new ActiveUnits(
        q.count(), LatentUse.STANDARD_THRESHOLD, variance, Estimate.of(divergences));
  }

  /// Samples of q with log q(z) − log p(z), `[K*B, Z]` and `[K, B]`.
  private record Draws(PosteriorFamily family, int samples) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      Posterior posterior = family.posterior(graph, family.phi(graph, size), size);
      Posterior.Draw draw = posterior.draw(family.noise(graph, size), samples);
      SDVariable logPrior = model.prior().logProb(graph, draw.z(), samples);
      graph.output("z", draw.z().mul(1)); // The prior's own sample may be the noise itself.
      graph.output("divergence", draw.logProb().sub(logPrior));
    }
  }

  /// Dimensions whose posterior mean varies more than the threshold.
  public int count() {
    int active = 0;
    for (double variance : meanVariance) {
      active += variance > threshold ? 1 : 0;
    }
    return active;
  }
}
