package org.vaelab.evidence;

import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.DataException;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.JointSample;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LogMeanExp;

/// What a model says of missing values given the observed ones, by self-normalised importance
/// sampling: z_k ~ q, w_k = p(x_obs, z_k)/q(z_k), w̃ = w/Σw; E[x_mis given x_obs] ≈ Σ_k w̃_k
/// E[x_mis given z_k] and p(x_mis given x_obs) ≈ Σ_k w̃_k p(x_mis given z_k) (Mattei and Frellsen
/// 2019). To resample z by w̃ draws completions of the same distribution.
///
/// The estimate of log p(x_mis given x_obs) is not biased in one direction: a ratio of two
/// estimates.
///
/// @param samples K
public record Imputation(int samples) {
  private static final String WEIGHT = "logWeight";
  private static final String MEAN = "mean";
  private static final String Z = "z";
  private static final String HIDDEN = "logHidden";
  private static final int ROWS_PER_RUN = 2000;
  private static final int CHUNK = 100;

  /// Takes the place of the step in the key of resampling; no step is negative.
  private static final long RESAMPLING = -1;

  public Imputation {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "Imputation needs one sample or more, not %d.".formatted(samples));
    }
  }

  /// Of N data points.
  ///
  /// @param logLikelihood log p̂(x_mis given x_obs), `[N]`, in nats
  /// @param standardError its Monte Carlo standard error (delta method), `[N]`
  /// @param effectiveSampleSize (Σw)²/Σw², `[N]`
  /// @param mean Ê[x given x_obs] in every dimension, `[N][D]`
  /// @param drawn E[x given z] of one z resampled by w̃, `[N][D]`
  public record Estimates(
      double[] logLikelihood,
      double[] standardError,
      double[] effectiveSampleSize,
      float[][] mean,
      float[][] drawn) {}

  /// Estimates for points of which some values are missing and known all the same.
  ///
  /// @param q of each point, of [MaskedObservations]
  /// @throws DataException if the points have no mask
  public Estimates estimate(
      Session session, LocalPosteriors q, NoiseSource<Purpose.Evaluation> noise) {
    if (!(q.points().observations() instanceof MaskedObservations masked)) {
      throw new DataException("There is nothing to impute: these data points have no mask.");
    }
    Point[] points = new Point[q.count()];
    int chunk = Math.min(samples, CHUNK);
    int batch = Math.max(1, ROWS_PER_RUN / chunk);
    Progress progress = Progress.start("imputation, K = " + samples, q.count());
    for (int from = 0; from < q.count(); from += batch) {
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + batch))) {
        Point[] these = new Point[part.count()];
        for (int i = 0; i < these.length; i++) {
          RandomGenerator choice = noise.at(RESAMPLING, part.points().ids()[i]);
          these[i] = new Point(samples, masked.dimension(), choice);
        }
        for (int k = 0; k < samples; k += chunk) {
          Interrupts.check();
          add(session, part, masked.complete(), noise, k, Math.min(chunk, samples - k), these);
        }
        System.arraycopy(these, 0, points, from, these.length);
        progress.advance(these.length, Map.of());
      }
    }
    return new Estimates(
        Arrays.stream(points).mapToDouble(Point::logLikelihood).toArray(),
        Arrays.stream(points).mapToDouble(Point::standardError).toArray(),
        Arrays.stream(points).mapToDouble(p -> p.weights.effectiveSampleSize()).toArray(),
        Arrays.stream(points).map(Point::mean).toArray(float[][]::new),
        Arrays.stream(points).map(p -> p.drawn).toArray(float[][]::new));
  }

  /// Samples from `first` on of a batch.
  private static void add(
      Session session,
      LocalPosteriors q,
      Observations complete,
      NoiseSource<Purpose.Evaluation> noise,
      int first,
      int count,
      Point[] points) {
    int size = session.model().latentSize();
    int dimension = complete.dimension();
    int[] ids = q.points().ids();
    int width = q.family().noiseSize(size);
    session
        .feed(q)
        .inputs()
        .set(
            PosteriorFamily.NOISE,
            noise.gaussian(0, ids, first, count, width),
            (long) count * ids.length,
            width);
    Results results = session.run(new Draws(q.family(), count));
    float[] z = HostArrays.floats(results.output(Z));
    float[] weights = HostArrays.floats(results.output(WEIGHT));
    float[] means = HostArrays.floats(results.output(MEAN));
    float[] missing = new float[ids.length * dimension];
    q.points().observations().batchMask(ids, 0, missing);
    for (int i = 0; i < missing.length; i++) {
      missing[i] = 1 - missing[i];
    }
    session
        .inputs()
        .set("x", complete.batch(ids, 0), ids.length, dimension)
        .set(LatentVariableModel.MASK, missing, ids.length, dimension)
        .set(Z, z, (long) count * ids.length, size);
    float[] hidden = HostArrays.floats(session.run(new OfHidden(count)).output(HIDDEN));
    for (int row = 0; row < weights.length; row++) {
      points[row % ids.length].add(weights[row], hidden[row], means, row * dimension);
    }
  }

  /// z ~ q `[K*B, Z]`, log p(x_obs, z) − log q(z) `[K, B]` and E[x given z] `[K*B, D]`.
  private record Draws(PosteriorFamily family, int samples) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      SDVariable x = model.data(graph);
      JointSample sample =
          JointSample.of(
              graph,
              model,
              family.posterior(graph, family.phi(graph, size), size),
              x,
              family.noise(graph, size),
              samples);
      graph.output(Z, sample.z());
      graph.output(WEIGHT, sample.logWeight());
      graph.output(MEAN, model.mean(graph, sample.z()));
    }
  }

  /// log p(x_mis given z) `[K, B]`: the mask is that of the missing values.
  private record OfHidden(int samples) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      SDVariable z = graph.input(Z, -1, model.latentSize());
      graph.output(HIDDEN, model.logLikelihood(graph, model.data(graph), z, samples));
    }
  }

  /// The samples of one data point.
  private static final class Point {
    private final RandomGenerator choice;
    private final LogMeanExp weights = new LogMeanExp();
    private final double[] logWeight;
    private final double[] logHidden;
    private final double[] sum; // Σ w E[x given z] / exp(largest)
    // By reservoir sampling: the k-th replaces it with probability w_k / Σ_{j≤k} w_j.
    private final float[] drawn;
    private double largest = Double.NEGATIVE_INFINITY;
    private int count;

    Point(int samples, int dimension, RandomGenerator choice) {
      this.choice = choice;
      logWeight = new double[samples];
      logHidden = new double[samples];
      sum = new double[dimension];
      drawn = new float[dimension];
    }

    void add(double weight, double hidden, float[] means, int at) {
      logWeight[count] = weight;
      logHidden[count] = hidden;
      count++;
      weights.add(weight);
      double shrink = weight > largest ? Math.exp(largest - weight) : 1;
      largest = Math.max(largest, weight);
      double relative = Math.exp(weight - largest);
      for (int d = 0; d < sum.length; d++) {
        sum[d] = sum[d] * shrink + relative * means[at + d];
      }
      if (choice.nextDouble() < Math.exp(weight - weights.logMean()) / count) {
        System.arraycopy(means, at, drawn, 0, drawn.length);
      }
    }

    float[] mean() {
      double total = Math.exp(weights.logMean() - largest) * count;
      float[] mean = new float[sum.length];
      for (int d = 0; d < mean.length; d++) {
        mean[d] = (float) (sum[d] / total);
      }
      return mean;
    }

    /// log Σ w̃ p(x_mis given z)
    double logLikelihood() {
      LogMeanExp both = new LogMeanExp();
      for (int k = 0; k < count; k++) {
        both.add(logWeight[k] + logHidden[k]);
      }
      return both.logMean() - weights.logMean();
    }

    /// √Σ w̃² (p(x_mis given z)/p̂ − 1)²
    double standardError() {
      double log = logLikelihood();
      double squares = 0;
      for (int k = 0; k < count; k++) {
        double share = Math.exp(logWeight[k] - weights.logMean()) / count;
        double deviation = share * (Math.exp(logHidden[k] - log) - 1);
        squares += deviation * deviation;
      }
      return Math.sqrt(squares);
    }
  }
}
