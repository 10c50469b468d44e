package org.vaelab.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.random.RandomGenerator;
import org.vaelab.mixture.Covariance;
import org.vaelab.mixture.CovarianceType;
import org.vaelab.mixture.GaussianMixture;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Points and start of a mixture of Gaussians with full covariances: the same numbers for every
/// engine.
record MixtureFixture(Task task) {

  /// Clusters that overlap, `[N][D]`.
  double[][] points() {
    RandomGenerator generator = NoiseSource.of(Fixture.SEED, Purpose.BINARISATION).at(0);
    double[][] centres = new double[task.latentSize()][task.dataSize()];
    for (double[] centre : centres) {
      Arrays.setAll(centre, d -> 0.5 * generator.nextGaussian());
    }
    double[][] points = new double[task.points()][task.dataSize()];
    for (double[] point : points) {
      double[] centre = centres[generator.nextInt(centres.length)];
      double shared = generator.nextGaussian();
      Arrays.setAll(point, d -> centre[d] + 0.5 * shared + generator.nextGaussian());
    }
    return points;
  }

  /// Equal weights, the first points as means, unit covariances.
  GaussianMixture start(double[][] points) {
    int components = task.latentSize();
    double[] weights = new double[components];
    Arrays.fill(weights, 1.0 / components);
    double[][] unit = new double[task.dataSize()][task.dataSize()];
    for (int d = 0; d < unit.length; d++) {
      unit[d][d] = 1;
    }
    return new GaussianMixture(
        CovarianceType.FULL,
        weights,
        Arrays.copyOf(points, components),
        Collections.nCopies(components, Covariance.full(unit)));
  }
}
