package org.vaelab.experiment.marginal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// One estimator of p(x), repeated with samples of its own on each of several images.
///
/// @param target what x is: the whole image or a part of it
/// @param proposal what z is drawn from
/// @param samples numbers of samples K, ascending
/// @param errors log p̂_K(x) − log p(x) in nats, `[K][images][repetitions]`
/// @param variances of p̂_1(x)/p(x), exact, by image
public record Repetitions(
    String target, String proposal, int[] samples, double[][][] errors, double[] variances) {

  /// Proposals for each of several posteriors.
  ///
  /// @param posteriors of the images
  /// @param proposals one for each
  /// @param most largest K
  static Repetitions of(
      String target,
      String proposal,
      List<DiscretePosterior> posteriors,
      List<DiscreteProposal> proposals,
      int most,
      int repetitions,
      NoiseSource<Purpose.Evaluation> noise) {
    int[] samples = ImportanceSampling.curveSamples(most).stream().mapToInt(k -> k).toArray();
    int images = posteriors.size();
    double[][][] errors = new double[samples.length][images][repetitions];
    double[] variances = new double[images];
    for (int i = 0; i < images; i++) {
      DiscretePosterior posterior = posteriors.get(i);
      variances[i] = proposals.get(i).relativeVariance(posterior);
      for (int r = 0; r < repetitions; r++) {
        Interrupts.check();
        double[] estimates = proposals.get(i).logEstimates(posterior, samples, noise.at(i, r));
        for (int k = 0; k < samples.length; k++) {
          errors[k][i][r] = estimates[k] - posterior.logEvidence();
        }
      }
    }
    return new Repetitions(target, proposal, samples, errors, variances);
  }

  /// What is measured of an estimator with K samples.
  ///
  /// @param ratio mean of p̂_K(x)/p(x), with the standard error that its exact variance gives
  /// @param bias mean of log p̂_K(x) − log p(x) in nats, with its standard error over the
  ///     repetitions
  /// @param spread standard deviation of log p̂_K(x) over the repetitions, in nats
  /// @param predicted −Var(p̂_K/p)/2, the bias that Jensen's inequality leaves for large K, in nats
  public record Row(
      String target,
      String proposal,
      int samples,
      Estimate ratio,
      Estimate bias,
      double spread,
      double predicted) {}

  Row row(int k) {
    int images = variances.length;
    int repetitions = errors[k][0].length;
    double ratio = 0;
    double bias = 0;
    double squares = 0;
    for (double[] ofImage : errors[k]) {
      Estimate one = Estimate.of(ofImage);
      ratio += Arrays.stream(ofImage).map(Math::exp).sum() / repetitions / images;
      bias += one.mean() / images;
      squares += Math.pow(one.standardDeviation(), 2) / images;
    }
    int count = images * repetitions;
    double variance = Arrays.stream(variances).average().orElseThrow() / samples[k];
    return new Row(
        target,
        proposal,
        samples[k],
        new Estimate(ratio, Math.sqrt(variance / count), count),
        // Of these images: the spread between them is no error.
        new Estimate(bias, Math.sqrt(squares / count), count),
        Math.sqrt(squares),
        -variance / 2);
  }

  /// One for each K.
  public List<Row> rows() {
    return IntStream.range(0, samples.length).mapToObj(this::row).toList();
  }

  /// A quantile over the repetitions of log p̂_K(x) − log p(x) of the first image, for each K.
  double[] quantile(double share) {
    double[] quantiles = new double[samples.length];
    for (int k = 0; k < samples.length; k++) {
      double[] sorted = errors[k][0].clone();
      Arrays.sort(sorted);
      quantiles[k] = sorted[(int) Math.round(share * (sorted.length - 1))];
    }
    return quantiles;
  }
}
