package org.vaelab.mixture;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// K-means: Lloyd's algorithm (1982) from centres that k-means++ draws (Arthur and Vassilvitskii
/// 2007). It ends once no point changes its cluster.
///
/// @param clusters K
/// @param restarts of which the one with the smallest inertia counts
/// @param mostIterations of each
/// @param seed of the first centres
public record KMeans(int clusters, int restarts, int mostIterations, long seed) {

  public KMeans {
    if (clusters < 1 || restarts < 1 || mostIterations < 1) {
      throw new IllegalArgumentException(
          "K-means needs positive counts, not %d clusters, %d restarts and %d iterations."
              .formatted(clusters, restarts, mostIterations));
    }
  }

  /// The best of ten restarts, with seed 0.
  public KMeans(int clusters) {
    this(clusters, 10, 300, 0);
  }

  /// What k-means found.
  ///
  /// @param centres `[K][D]`
  /// @param labels the cluster of each point `[N]`, that of the nearest centre
  /// @param inertia the sum of the points' squared distances from their centres
  /// @param iterations until no label changed, or as many as were allowed
  public record Clusters(double[][] centres, int[] labels, double inertia, int iterations) {

    /// The cluster of the nearest centre, of each point.
    ///
    /// @param points `[N][D]`
    public int[] predict(double[][] points) {
      PointSet.requireFinite(points, centres[0].length);
      return nearest(points, centres).labels();
    }
  }

  /// @param squares of the distances
  private record Nearest(int[] labels, double[] squares) {}

  /// @param points `[N][D]`
  /// @throws IllegalArgumentException if there are fewer different points than clusters, or values
  ///     that are not finite
  /// @throws InterruptedTaskException if the thread is interrupted
  public Clusters fit(double[][] points) {
    PointSet.requireFinite(points);
    NoiseSource<Purpose.Initialisation> noise = NoiseSource.of(seed, Purpose.INITIALISATION);
    Clusters best = fitOnce(points, noise.at(0));
    for (int restart = 1; restart < restarts; restart++) {
      Clusters other = fitOnce(points, noise.at(restart));
      best = other.inertia() < best.inertia() ? other : best;
    }
    return best;
  }

  /// One run from centres that `random` draws.
  Clusters fitOnce(double[][] points, RandomGenerator random) {
    return lloyd(points, seeds(points, random));
  }

  /// k-means++: each centre is a point, drawn with a probability in proportion to its squared
  /// distance from the nearest centre so far.
  double[][] seeds(double[][] points, RandomGenerator random) {
    PointSet.requireEnough(points, clusters, "clusters");
    double[][] centres = new double[clusters][];
    centres[0] = points[random.nextInt(points.length)].clone();
    double[] squares = nearest(points, new double[][] {centres[0]}).squares();
    for (int k = 1; k < clusters; k++) {
      int drawn = draw(squares, random);
      if (squares[drawn] == 0) {
        throw new IllegalArgumentException(
            "The points have %d different values, too few for %d clusters; ask for fewer."
                .formatted(k, clusters));
      }
      centres[k] = points[drawn].clone();
      double[] toNew = nearest(points, new double[][] {centres[k]}).squares();
      Arrays.setAll(squares, n -> Math.min(squares[n], toNew[n]));
    }
    return centres;
  }

  /// A number with a probability in proportion to its weight; never one of weight 0 if there is
  /// another.
  private static int draw(double[] weights, RandomGenerator random) {
    double rest = random.nextDouble() * Arrays.stream(weights).sum();
    int last = 0;
    for (int n = 0; n < weights.length; n++) {
      if (weights[n] > 0) {
        last = n;
        rest -= weights[n];
        if (rest < 0) {
          break;
        }
      }
    }
    return last;
  }

  private Clusters lloyd(double[][] points, double[][] start) {
    double[][] centres = start;
    Nearest now = nearest(points, centres);
    for (int iteration = 1; ; iteration++) {
      Interrupts.check();
      centres = means(points, now, centres);
      Nearest next = nearest(points, centres);
      boolean still = Arrays.equals(next.labels(), now.labels());
      now = next;
      if (still || iteration == mostIterations) {
        double inertia = Arrays.stream(now.squares()).sum();
        return new Clusters(centres, now.labels(), inertia, iteration);
      }
    }
  }

  /// The mean of each cluster. One without points moves to the point that is farthest from its
  /// centre.
  private static double[][] means(double[][] points, Nearest nearest, double[][] before) {
    double[][] means = new double[before.length][before[0].length];
    int[] counts = new int[before.length];
    for (int n = 0; n < points.length; n++) {
      counts[nearest.labels()[n]]++;
      add(means[nearest.labels()[n]], points[n]);
    }
    double[] squares = nearest.squares().clone();
    for (int k = 0; k < means.length; k++) {
      int count = counts[k];
      if (count > 0) {
        means[k] = Arrays.stream(means[k]).map(sum -> sum / count).toArray();
      } else {
        int farthest = 0;
        for (int n = 1; n < squares.length; n++) {
          farthest = squares[n] > squares[farthest] ? n : farthest;
        }
        means[k] = points[farthest].clone();
        squares[farthest] = 0;
      }
    }
    return means;
  }

  private static void add(double[] sums, double[] point) {
    for (int d = 0; d < point.length; d++) {
      sums[d] += point[d];
    }
  }

  private static Nearest nearest(double[][] points, double[][] centres) {
    int[] labels = new int[points.length];
    double[] squares = new double[points.length];
    Arrays.fill(squares, Double.POSITIVE_INFINITY);
    Block.forEach(
        points,
        centres.length,
        block -> {
          for (int k = 0; k < centres.length; k++) {
            double[] distances = block.squaredDistances(centres[k]);
            for (int n = block.from(); n < block.to(); n++) {
              double distance = distances[n - block.from()];
              if (distance < squares[n]) {
                squares[n] = distance;
                labels[n] = k;
              }
            }
          }
        });
    return new Nearest(labels, squares);
  }
}
