package org.vaelab.experiment.latentspace;

import org.vaelab.data.Points;
import org.vaelab.evidence.diagnostics.AggregatePosterior;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.progress.Interrupts;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.EnergyDistance;
import org.vaelab.statistics.Estimate;

/// How the codes of test images fill the prior.
///
/// @param model whose codes
/// @param aggregate bounds on KL(q(z) ‖ p(z)), all coordinates together
/// @param byCoordinate Σ_d KL(q(z_d) ‖ p(z_d)), each term bounded from below. As the prior's
///     coordinates are independent, it is KL(q(z) ‖ p(z)) less the total correlation of q(z)
///     (Chen et al. 2018), so a lower bound as well, and limited by log N in each term alone. Its
///     standard error is the sum of the terms' errors, which it does not exceed.
/// @param codes a sample of q of each image, `[N][Z]`
/// @param prior as many draws of the prior, `[N][Z]`
/// @param distance energy distance between the two
record Coverage(
    String model,
    AggregatePosterior aggregate,
    Estimate byCoordinate,
    double[][] codes,
    double[][] prior,
    Estimate distance) {
  private static final int SAMPLES = 4;

  static Coverage of(CodedModel model, Points points) {
    try (LocalPosteriors q = model.infer(points)) {
      return of(model.name(), q.phi().rows(), model.latent(), points.ids(), model.seed());
    }
  }

  /// @param phi rows (μ, log σ), `[N, 2Z]`, row-major
  static Coverage of(String model, float[] phi, int size, int[] ids, long seed) {
    NoiseSource<Purpose.Sampling> noise = NoiseSource.of(seed, Purpose.SAMPLING);
    double sum = 0;
    double error = 0;
    for (int d = 0; d < size; d++) {
      Interrupts.check();
      Estimate lower =
          AggregatePosterior.estimate(coordinate(phi, size, d), 1, SAMPLES, noise.part(10 + d))
              .lower();
      sum += lower.mean();
      error += lower.standardError();
    }
    double[][] codes = new double[ids.length][size];
    double[][] prior = new double[ids.length][size];
    float[] own = noise.part(2).gaussian(0, ids, 0, 1, size);
    float[] drawn = noise.part(3).gaussian(0, ids, 0, 1, size);
    for (int i = 0; i < own.length; i++) {
      int row = i / size * 2 * size + i % size;
      codes[i / size][i % size] = phi[row] + Math.exp(phi[row + size]) * own[i];
      prior[i / size][i % size] = drawn[i];
    }
    return new Coverage(
        model,
        AggregatePosterior.estimate(phi, size, SAMPLES, noise.part(4)),
        new Estimate(sum, error, ids.length),
        codes,
        prior,
        EnergyDistance.of(codes, prior));
  }

  /// q of one coordinate, `[N, 2]`.
  private static float[] coordinate(float[] phi, int size, int d) {
    float[] rows = new float[phi.length / size];
    for (int i = 0; i < rows.length / 2; i++) {
      rows[2 * i] = phi[2 * size * i + d];
      rows[2 * i + 1] = phi[2 * size * i + size + d];
    }
    return rows;
  }
}
