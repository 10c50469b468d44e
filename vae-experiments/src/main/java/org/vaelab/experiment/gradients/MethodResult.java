package org.vaelab.experiment.gradients;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.plot.Series;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.EpochMetrics;

/// What one method's trainings led to.
///
/// @param trials one for each learning rate
/// @param rate the one that the held-out training images chose
/// @param runs trainings with it, one for each seed
record MethodResult(Method method, List<Trial> trials, double rate, List<Run> runs) {

  /// Bounds of images.
  ///
  /// @param logLikelihood log p̂, `[N]`, in nats
  /// @param elbo `[N]`
  record Bounds(double[] logLikelihood, double[] elbo) {
    boolean fits(int points) {
      return StoredNumbers.finite(points, logLikelihood, elbo);
    }
  }

  /// @param heldOut bounds of held-out training images; none where the training diverged
  record Trial(double rate, double[] heldOut) {
    boolean diverged() {
      return heldOut.length == 0;
    }

    double mean() {
      return Arrays.stream(heldOut).average().orElseThrow();
    }

    private String shown() {
      return "%s: %s".formatted(rate, diverged() ? "diverged" : Estimate.of(heldOut).toString());
    }
  }

  /// @param history whose test measurements are the importance-weighted bound
  record Run(long seed, List<EpochMetrics> history, Bounds test) {}

  String tried() {
    return trials.stream().map(Trial::shown).collect(Collectors.joining("; "));
  }

  /// log p̂ of each test image, the mean over the seeds, `[N]`.
  double[] logLikelihood() {
    double[] mean = new double[runs.getFirst().test().logLikelihood().length];
    for (Run run : runs) {
      Arrays.setAll(mean, i -> mean[i] + run.test().logLikelihood()[i] / runs.size());
    }
    return mean;
  }

  /// Mean log p̂ of each seed.
  Estimate overSeeds() {
    return Estimate.of(
        runs.stream().mapToDouble(run -> Estimate.of(run.test().logLikelihood()).mean()).toArray());
  }

  /// Standard deviation over the seeds; none of a single one.
  OptionalDouble spread() {
    return runs.size() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(overSeeds().standardDeviation());
  }

  /// Mean over seeds and images.
  double elbo() {
    return runs.stream()
        .mapToDouble(run -> Estimate.of(run.test().elbo()).mean())
        .average()
        .orElseThrow();
  }

  /// The test bound along training, mean and standard deviation over the seeds.
  Series curve() {
    int epochs = runs.getFirst().history().size();
    double[] gradients = new double[epochs];
    double[] mean = new double[epochs];
    double[] spread = new double[epochs];
    for (int e = 0; e < epochs; e++) {
      int epoch = e;
      gradients[e] = runs.getFirst().history().get(e).gradientEvaluations();
      Estimate bound =
          Estimate.of(
              runs.stream()
                  .mapToDouble(run -> run.history().get(epoch).testElbo().orElseThrow())
                  .toArray());
      mean[e] = bound.mean();
      spread[e] = bound.standardDeviation();
    }
    return Series.withError(method.toString(), gradients, mean, spread);
  }
}
