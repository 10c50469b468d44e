package org.vaelab.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.statistics.LargestValues;
import org.vaelab.statistics.LogMeanExp;
import org.vaelab.statistics.ParetoTail;
import org.vaelab.statistics.RunningMean;

/// p̂_K(x) = (1/K) Σ_k p(x, z_k)/q(z_k), z_k ~ q: unbiased for p(x), while its logarithm is
/// biased down and has the IWAE bound as expectation (Burda et al. 2016). The samples are
/// streamed in chunks, so that memory does not grow with K but for the √K largest weights of
/// each point, and every sample is used: a K that is no multiple of the chunk ends with a
/// smaller chunk.
///
/// @param samples K
/// @param chunk samples per data point in one run of the graph
/// @param batch data points in one run of the graph
public record ImportanceSampling(int samples, int chunk, int batch) {
  private static final int ROWS_PER_RUN = 5000;
  private static final int CHUNK = 100;

  public ImportanceSampling {
    if (samples < 1 || chunk < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "Importance sampling needs positive counts, not K = %d, chunk = %d, batch = %d."
              .formatted(samples, chunk, batch));
    }
  }

  /// Chunks and batches that keep one run at about 5,000 decoder rows: fewer waste time on the
  /// calls, more fall out of the processor's cache.
  public static ImportanceSampling of(int samples) {
    int chunk = Math.min(samples, CHUNK);
    return new ImportanceSampling(samples, chunk, Math.max(1, ROWS_PER_RUN / chunk));
  }

  /// Estimates log p(x) and the ELBO of N data points, each with its own q as proposal. With
  /// [Problem#fromPrior] this is naive Monte Carlo, p̂_K(x) = (1/K) Σ_k p(x given z_k), z_k ~ p(z):
  /// unbiased as well, and hopeless when the posterior is far from the prior.
  ///
  /// @param noise a source of the stream `EVALUATION`: never one that an optimiser has seen
  /// @throws NonFiniteObjectiveException if a weight is NaN or +∞
  public LikelihoodEstimates estimate(Problem problem, NoiseSource noise) {
    LatentVariableModel model = problem.model();
    int[] data = problem.data();
    Accumulator accumulator = new Accumulator(data, samples);
    int rowSize = problem.family().rowSize(model.latentSize());
    int noiseSize = problem.family().noiseSize(model.latentSize());
    Progress progress =
        Progress.start("importance sampling, K = " + samples, (long) data.length * samples);
    try (LogWeights graph = new LogWeights(problem.executor(), model, problem.family());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(problem.theta());
      float[] epsilon =
          HostArrays.allocate(
              "the noise [samples x data points x noise size]",
              Math.min(chunk, samples),
              Math.min(batch, data.length),
              noiseSize);
      for (int from = 0; from < data.length; from += batch) {
        Problem slice = problem.slice(from, Math.min(data.length, from + batch));
        int[] points = slice.data();
        inputs
            .set("x", slice.x(), points.length, model.dataSize())
            .set(PosteriorFamily.PHI, slice.phi(), points.length, rowSize);
        for (int k = 0; k < samples; k += chunk) {
          Interrupts.check();
          int count = Math.min(chunk, samples - k);
          noise.gaussian(0, points, k, count, noiseSize, epsilon);
          inputs.set(PosteriorFamily.NOISE, epsilon, (long) count * points.length, noiseSize);
          LogWeights.Values values = graph.run(inputs, count);
          accumulator.add(from, points.length, k, values.logWeights(), values.elbos());
          progress.advance((long) count * points.length, Map.of());
        }
      }
    }
    return accumulator.estimates();
  }

  /// Values of K at which the running estimate is recorded: 1, 2, 5, 10, 20, 50, ... and `samples`.
  static List<Integer> curveSamples(int samples) {
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
    private final int[] data;
    private final int samples;
    private final LogMeanExp[] weights;
    private final LargestValues[] tails;
    private final RunningMean[] elbos;
    private final List<Integer> curveSamples;
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
      this.curveSamples = curveSamples(samples);
      this.curve = new double[curveSamples.size()][data.length];
    }

    void add(int from, int points, int firstSample, float[] logWeights, float[] elboSamples) {
      for (int position = 0; position < logWeights.length; position++) {
        int sample = firstSample + position / points;
        int i = from + position % points;
        double logWeight = logWeights[position];
        if (Double.isNaN(logWeight) || logWeight == Double.POSITIVE_INFINITY) {
          throw new NonFiniteObjectiveException(
              "The importance weight of sample %d of data point %d is exp(%s); the model or its posterior is broken there."
                  .formatted(sample, data[i], logWeight));
        }
        weights[i].add(logWeight);
        tails[i].add(logWeight);
        elbos[i].add(elboSamples[position]);
        int point = curveSamples.indexOf(sample + 1);
        if (point >= 0) {
          curve[point][i] = weights[i].logMean();
        }
      }
    }

    LikelihoodEstimates estimates() {
      List<LikelihoodEstimates.CurvePoint> points = new ArrayList<>();
      for (int p = 0; p < curve.length; p++) {
        points.add(new LikelihoodEstimates.CurvePoint(curveSamples.get(p), curve[p]));
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
