package org.vaelab.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.mixture.Covariance;
import org.vaelab.mixture.CovarianceType;
import org.vaelab.mixture.ExpectationMaximisation;
import org.vaelab.mixture.GaussianMixture;
import org.vaelab.mixture.MixtureFit;
import org.vaelab.mixture.MixtureStart;

/// A mixture of Gaussians by [ExpectationMaximisation].
record ToolkitMixture(ExpectationMaximisation algorithm, double[][] points) implements Workload {

  static ToolkitMixture open(Task task) {
    MixtureFixture fixture = new MixtureFixture(task);
    double[][] points = fixture.points();
    return new ToolkitMixture(
        ExpectationMaximisation.of(task.latentSize(), CovarianceType.FULL)
            .withStart(new MixtureStart.Warm(fixture.start(points)))
            .withTolerance(0)
            .withMostIterations(Task.STEPS)
            .withCovarianceFloor(0),
        points);
  }

  @Override
  public void run() {
    algorithm.fit(points);
  }

  static Numbers check(Task task) {
    ToolkitMixture one = open(task);
    MixtureFit fit = one.algorithm.fit(one.points);
    if (fit.iterations() != Task.STEPS) {
      throw new IllegalStateException(
          "The fit ended after %d iterations, not %d.".formatted(fit.iterations(), Task.STEPS));
    }
    GaussianMixture mixture = fit.mixture();
    return new Numbers(
        Map.of(
            "log p(x)", floats(Stream.of(new double[] {fit.score()})),
            "the weights", floats(Stream.of(mixture.weights())),
            "the means", floats(Arrays.stream(mixture.means())),
            "the covariances",
                floats(
                    mixture.covariances().stream()
                        .map(Covariance::matrix)
                        .flatMap(Arrays::stream))),
        Map.of());
  }

  private static float[] floats(Stream<double[]> rows) {
    double[] values = rows.flatMapToDouble(Arrays::stream).toArray();
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }
}
