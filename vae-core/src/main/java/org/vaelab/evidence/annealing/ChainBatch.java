package org.vaelab.evidence.annealing;

import org.vaelab.evidence.Problem;
import org.vaelab.random.NoiseSource;

/// The chains of a batch of data points, moved along the path in either direction.
final class ChainBatch implements AutoCloseable {
  private final AnnealedImportanceSampling config;
  private final Problem batch;
  private final AnnealedPath path;
  private final HamiltonianMonteCarlo sampler;
  private final AnnealedPath.Values at;

  ChainBatch(AnnealedImportanceSampling config, Problem batch) {
    this.config = config;
    this.batch = batch;
    path = new AnnealedPath(batch, config.chains());
    at = path.values();
    sampler =
        new HamiltonianMonteCarlo(
            path,
            batch.data(),
            config.chains(),
            batch.model().latentSize(),
            config.leapfrogSteps());
  }

  int rows() {
    return path.rows();
  }

  long evaluations() {
    return path.evaluations();
  }

  float[] sampleBase(NoiseSource noise) {
    int size = batch.family().noiseSize(batch.model().latentSize());
    return path.sampleBase(noise.gaussian(0, batch.data(), 0, config.chains(), size));
  }

  StepSizes tune(NoiseSource pilot) {
    return StepSizes.tune(
        path,
        sampler,
        sampleBase(pilot),
        config.schedule(),
        StepSizes.places(config.temperatures()),
        batch.count(),
        pilot);
  }

  /// One step of β from q towards the posterior. The weights gain log p(x, z) − log q(z) times the
  /// change of β, then the chains move.
  void forward(AnnealingState.Batch state, NoiseSource noise) {
    int t = state.temperature;
    step(state, t, t + 1, t + 1, noise);
  }

  /// One step of β from the posterior towards q; the weights become those of 1/p(x).
  void reverse(AnnealingState.Batch state, NoiseSource noise) {
    int t = config.temperatures() - state.temperature;
    // Keys behind those of the forward run, for both may see the same data points.
    step(state, t, t - 1, config.temperatures() + 1L + state.temperature, noise);
  }

  private void step(
      AnnealingState.Batch state, int fromStep, int toStep, long key, NoiseSource noise) {
    double from = beta(fromStep);
    double to = beta(toStep);
    path.evaluate(state.z, to, at);
    for (int row = 0; row < path.rows(); row++) {
      state.logWeights[row] += (to - from) * ((double) at.logJoint[row] - at.logBase[row]);
    }
    state.temperature++;
    if (state.temperature < config.temperatures()) {
      double[] sizes = state.stepSizes.at((double) toStep / config.temperatures());
      double[] acceptance = sampler.step(state.z, at, to, sizes, noise, key);
      for (int b = 0; b < acceptance.length; b++) {
        state.acceptance[b] += acceptance[b];
      }
    }
  }

  private double beta(int step) {
    return config.schedule().at((double) step / config.temperatures());
  }

  @Override
  public void close() {
    path.close();
  }
}
