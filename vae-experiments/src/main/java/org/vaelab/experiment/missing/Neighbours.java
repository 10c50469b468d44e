package org.vaelab.experiment.missing;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Imputation without a model: the mean of the training images in each pixel, or of the training
/// images whose observed pixels differ least. A pixel's probability is (Σ x + α m)/(k + α) over
/// the k nearest, m being the mean of all. k and α are those that predict the missing pixels of
/// training images best, each left out of its own neighbours.
final class Neighbours {
  private static final List<Integer> COUNTS = List.of(1, 3, 10, 30, 100);
  private static final List<Double> WEIGHTS = List.of(0.1, 0.3, 1.0, 3.0, 10.0);
  private static final int CHOSEN_ON = 100;

  private final Observations training;
  private final long[][] bits;
  private final double[] mean;

  /// @param training images of bits
  Neighbours(Observations training) {
    this.training = training;
    int size = training.dimension();
    bits = new long[training.count()][];
    double[] ink = new double[size];
    float[] row = new float[size];
    for (int i = 0; i < bits.length; i++) {
      training.copyRow(i, 0, row, 0);
      bits[i] = pack(row);
      for (int d = 0; d < size; d++) {
        ink[d] += row[d];
      }
    }
    mean = new double[size];
    for (int d = 0; d < size; d++) {
      mean[d] = (ink[d] + 0.5) / (bits.length + 1);
    }
  }

  private static long[] pack(float[] row) {
    long[] words = new long[Math.ceilDiv(row.length, Long.SIZE)];
    for (int d = 0; d < row.length; d++) {
      if (row[d] != 0) {
        words[d / Long.SIZE] |= 1L << d % Long.SIZE;
      }
    }
    return words;
  }

  /// How neighbours predict.
  ///
  /// @param count k; 0 for the mean of all
  /// @param weight α of that mean
  record Rule(int count, double weight) {}

  /// Probabilities of all pixels, `[D]`.
  ///
  /// @param mask 1 for observed, 0 for missing
  /// @param left a training image that does not count, or −1
  private double[][] probabilities(float[] x, float[] mask, int left, List<Rule> rules) {
    int most = Math.min(bits.length, rules.stream().mapToInt(Rule::count).max().orElse(0));
    long[] image = pack(x);
    long[] seen = pack(mask);
    long[] nearest = most == 0 ? new long[0] : nearest(image, seen, left);
    double[][] all = new double[rules.size()][];
    for (int r = 0; r < all.length; r++) {
      Rule rule = rules.get(r);
      int k = Math.min(rule.count(), nearest.length);
      double[] ink = new double[mean.length];
      for (int n = 0; n < k; n++) {
        long[] words = bits[(int) nearest[n]];
        for (int d = 0; d < ink.length; d++) {
          ink[d] += words[d / Long.SIZE] >>> d % Long.SIZE & 1;
        }
      }
      for (int d = 0; d < ink.length; d++) {
        ink[d] = k == 0 ? mean[d] : (ink[d] + rule.weight() * mean[d]) / (k + rule.weight());
      }
      all[r] = ink;
    }
    return all;
  }

  /// The nearest training images, the nearest first; of those as near, the first.
  private long[] nearest(long[] image, long[] seen, int left) {
    Interrupts.check();
    return IntStream.range(0, bits.length)
        .filter(n -> n != left)
        .mapToLong(n -> (long) distance(image, seen, bits[n]) << Integer.SIZE | n)
        .sorted()
        .limit(COUNTS.getLast())
        .map(key -> key & 0xFFFF_FFFFL)
        .toArray();
  }

  private static int distance(long[] image, long[] seen, long[] other) {
    int distance = 0;
    for (int w = 0; w < image.length; w++) {
      distance += Long.bitCount((image[w] ^ other[w]) & seen[w]);
    }
    return distance;
  }

  /// Of all k, the rule that predicts training images best, of which pixels are missing in the same
  /// way.
  Rule chosen(Hiding hiding, long seed) {
    return chosen(hiding, seed, COUNTS);
  }

  /// The same of k = 1.
  Rule nearest(Hiding hiding, long seed) {
    return chosen(hiding, seed, COUNTS.subList(0, 1));
  }

  private Rule chosen(Hiding hiding, long seed, List<Integer> counts) {
    List<Rule> rules =
        counts.stream()
            .flatMap(count -> WEIGHTS.stream().map(weight -> new Rule(count, weight)))
            .toList();
    int[] order = NoiseSource.of(seed, Purpose.SELECTION).permutation(bits.length);
    MaskedObservations masked = hiding.of(training, seed);
    float[] mask = new float[mean.length];
    float[] x = new float[mean.length];
    double[] sums = new double[rules.size()];
    for (int i = 0; i < Math.min(CHOSEN_ON, order.length); i++) {
      training.copyRow(order[i], 0, x, 0);
      masked.copyMask(order[i], 0, mask, 0);
      double[][] all = probabilities(x, mask, order[i], rules);
      for (int r = 0; r < sums.length; r++) {
        sums[r] += Imputed.logLikelihood(x, mask, all[r]);
      }
    }
    int best = 0;
    for (int r = 1; r < sums.length; r++) {
      best = sums[r] > sums[best] ? r : best;
    }
    return rules.get(best);
  }

  /// The mean of all training images.
  static Rule ofAll() {
    return new Rule(0, 1);
  }

  /// What a rule says of the missing pixels of points.
  Imputed impute(String method, Hiding hiding, Points points, Rule rule) {
    MaskedObservations masked = (MaskedObservations) points.observations();
    int[] ids = points.ids();
    double[] logLikelihood = new double[ids.length];
    double[] errors = new double[ids.length];
    float[] x = new float[mean.length];
    float[] mask = new float[mean.length];
    for (int i = 0; i < ids.length; i++) {
      masked.complete().copyRow(ids[i], 0, x, 0);
      masked.copyMask(ids[i], 0, mask, 0);
      double[] p = probabilities(x, mask, -1, List.of(rule))[0];
      logLikelihood[i] = Imputed.logLikelihood(x, mask, p);
      errors[i] = Imputed.squaredError(x, mask, p);
    }
    return new Imputed(hiding, method, logLikelihood, errors);
  }
}
