package org.vaelab.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.parallel.Workers;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LargestValues;
import org.vaelab.statistics.LogMeanExp;
import org.vaelab.statistics.ParetoTail;
import org.vaelab.statistics.RunningMean;

/// p̂_K(x) = (1/K) Σ_k p(x, z_k)/q(z_k), z_k ~ q: unbiased for p(x), while its logarithm is
/// biased down and has the IWAE bound as expectation (Burda et al. 2016). The samples are
/// streamed in chunks, so that memory does not grow with K but for the √K largest weights of
/// each point.
///
/// @param samples K
/// @param chunk samples per data point in one run of the graph
/// @param batch data points in one run of the graph
public record ImportanceSampling(int samples, int chunk, int batch) {

  /// @throws IllegalArgumentException if a count is not positive
  public ImportanceSampling {
    new Sampling(samples, chunk, batch);
  }

  /// Chunks and batches that suit the processor's cache.
  public static ImportanceSampling of(int samples) {
    Sampling sampling = Sampling.of(samples);
    return new ImportanceSampling(samples, sampling.chunk(), sampling.batch());
  }

  /// Estimates log p(x) and the ELBO of N data points, each with its own q as proposal. With
  /// [Session#prior] this is naive Monte Carlo, p̂_K(x) = (1/K) Σ_k p(x given z_k), z_k ~ p(z):
  /// unbiased as well, and hopeless when the posterior is far from the prior.
  ///
  /// @throws NonFiniteObjectiveException if a weight is NaN or +∞
  public LikelihoodEstimates estimate(
      Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
    Accumulator accumulator = new Accumulator(q.points().ids(), samples);
    new Sampling(samples, chunk, batch)
        .run(session, q, true, noise, "importance sampling, K = " + samples, accumulator::add);
    return accumulator.estimates();
  }

  /// Values of K at which the running estimate is recorded: 1, 2, 5, 10, 20, 50, ... and `samples`.
  public static List<Integer> curveSamples(int samples) {
    List<Integer> points = new ArrayList<>();
    for (long decade = 1; decade < samples; decade *= 10) {
      for (long factor : new long[] {1, 2, 5}) {
        if (decade * factor < samples) {
          points.add((int) (decade * factor));
        }
      }
    }
    points.add(samples);
    return points;
  }

  /// Sums of all data points, fed chunk by chunk.
  private static final class Accumulator {
    // As much work as so many values of what else is done in rows.
    private static final int ADDING = 16;

    private final int[] data;
    private final int samples;
    private final LogMeanExp[] weights;
    private final LargestValues[] tails;
    private final RunningMean[] elbos;
    private final int[] curveSamples;
    private final double[][] curve;

    Accumulator(int[] data, int samples) {
      this.data = data;
      this.samples = samples;
      this.weights = new LogMeanExp[data.length];
      this.tails = new LargestValues[data.length];
      this.elbos = new RunningMean[data.length];
      Arrays.setAll(weights, i -> new LogMeanExp());
      int tail = ParetoTail.tailSize(samples) + 1;
      Arrays.setAll(tails, i -> new LargestValues(tail));
      Arrays.setAll(elbos, i -> new RunningMean());
      this.curveSamples = curveSamples(samples).stream().mapToInt(Integer::intValue).toArray();
      this.curve = new double[curveSamples.length][data.length];
    }

    void add(Sampling.Chunk chunk) {
      float[] logWeights = HostArrays.floats(chunk.results().output(LogWeights.WEIGHT));
      float[] elboSamples = HostArrays.floats(chunk.results().output(LogWeights.ELBO));
      int points = chunk.points();
      int count = logWeights.length / points;
      requireFinite(logWeights, chunk);
      Workers.forRows(
          points,
          count * ADDING,
          (from, to) -> {
            for (int k = 0; k < count; k++) {
              int point = Arrays.binarySearch(curveSamples, chunk.firstSample() + k + 1);
              for (int p = from; p < to; p++) {
                int i = chunk.from() + p;
                double logWeight = logWeights[k * points + p];
                weights[i].add(logWeight);
                tails[i].add(logWeight);
                elbos[i].add(elboSamples[k * points + p]);
                if (point >= 0) {
                  curve[point][i] = weights[i].logMean();
                }
              }
            }
          });
    }

    private void requireFinite(float[] logWeights, Sampling.Chunk chunk) {
      for (int position = 0; position < logWeights.length; position++) {
        float logWeight = logWeights[position];
        if (Float.isNaN(logWeight) || logWeight == Float.POSITIVE_INFINITY) {
          throw new NonFiniteObjectiveException(
              "The importance weight of sample %d of data point %d is exp(%s); the model or its posterior is broken there."
                  .formatted(
                      chunk.firstSample() + position / chunk.points(),
                      data[chunk.from() + position % chunk.points()],
                      (double) logWeight));
        }
      }
    }

    LikelihoodEstimates estimates() {
      List<LikelihoodEstimates.CurvePoint> points = new ArrayList<>();
      for (int p = 0; p < curve.length; p++) {
        points.add(new LikelihoodEstimates.CurvePoint(curveSamples[p], curve[p]));
      }
      return new LikelihoodEstimates(
          samples,
          Arrays.stream(weights).mapToDouble(LogMeanExp::logMean).toArray(),
          Arrays.stream(weights).mapToDouble(LogMeanExp::standardError).toArray(),
          Arrays.stream(weights).mapToDouble(LogMeanExp::effectiveSampleSize).toArray(),
          Arrays.stream(tails).mapToDouble(t -> ParetoTail.shapeOfWeights(t.values())).toArray(),
          Arrays.stream(elbos).mapToDouble(RunningMean::mean).toArray(),
          Arrays.stream(elbos).mapToDouble(RunningMean::standardError).toArray(),
          points);
    }
  }
}
