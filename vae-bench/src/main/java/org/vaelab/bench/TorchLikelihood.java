package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LogMeanExp;

/// log p̂(x) by importance sampling without gradients, streamed in chunks whose arrays are closed
/// before the next chunk. Samples of a point are neighbours, `[N*C, ...]`, so that x·l is one
/// batched product and no array of the logits' size.
final class TorchLikelihood implements Workload {
  /// Decoder rows in a chunk: the fastest of 500 to 10,000 by trial.
  private static final int ROWS = 1000;

  private final Torch torch;
  private final Task task;
  private final List<NDArray> decoder;
  private final NDArray x;
  private final NDArray mean;
  private final NDArray logScale;
  private final NDArray scale;

  /// `[N]` each.
  private record Estimates(float[] logLikelihood, float[] elbo) {}

  /// Noise of a chunk, `[N, C, Z]`.
  @FunctionalInterface
  private interface Noise {
    NDArray draw(NDManager step, int firstSample, int count);
  }

  TorchLikelihood(Torch torch, Fixture fixture) {
    this.torch = torch;
    task = fixture.task();
    List<ParameterSpec> specs = fixture.inferred().model().parameters();
    decoder = torch.parameters(specs, Fixture.values(specs));
    int n = task.points();
    int size = task.latentSize();
    JniUtils.setGradMode(false);
    NDManager manager = torch.manager();
    x = manager.create(fixture.x(n), new Shape(n, task.dataSize(), 1));
    NDList halves = manager.create(fixture.phi(n), new Shape(n, 1, 2 * size)).split(2, 2);
    mean = halves.get(0);
    logScale = halves.get(1);
    scale = logScale.exp();
  }

  @Override
  public void run() {
    estimate(
        (step, first, count) ->
            step.randomNormal(new Shape(task.points(), count, task.latentSize())));
  }

  private Estimates estimate(Noise noise) {
    JniUtils.setGradMode(false);
    int n = task.points();
    int chunk = Math.max(1, Math.min(task.samples(), ROWS / n));
    LogMeanExp[] weights = new LogMeanExp[n];
    double[] elbos = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = new LogMeanExp();
    }
    for (int k = 0; k < task.samples(); k += chunk) {
      int count = Math.min(chunk, task.samples() - k);
      try (NDManager step = torch.manager().newSubManager()) {
        NDArray epsilon = noise.draw(step, k, count);
        NDArray z = epsilon.mul(scale).addi(mean);
        NDArray logits = Torch.mlp(decoder, z.reshape(-1, task.latentSize()));
        NDArray match = logits.reshape(n, count, task.dataSize()).matMul(x).reshape(n, count);
        NDArray normaliser =
            JniUtils.softPlus((PtNDArray) logits).sum(new int[] {1}).reshape(n, count);
        NDArray logLikelihood = match.subi(normaliser);
        // log p(z) − log q(z): the constants cancel.
        NDArray ratio = epsilon.square().subi(z.square()).sum(new int[] {2}).muli(0.5f);
        float[] likelihoods = logLikelihood.toFloatArray();
        float[] ratios = ratio.toFloatArray();
        for (int i = 0; i < n; i++) {
          for (int j = i * count; j < (i + 1) * count; j++) {
            weights[i].add((double) likelihoods[j] + ratios[j]);
            elbos[i] += likelihoods[j];
          }
        }
      }
    }
    return finish(weights, elbos);
  }

  private Estimates finish(LogMeanExp[] weights, double[] sums) {
    try (NDManager step = torch.manager().newSubManager()) {
      NDArray m = mean.duplicate();
      NDArray s = logScale.duplicate();
      m.attach(step);
      s.attach(step);
      float[] entropies = s.sum(new int[] {1, 2}).toFloatArray();
      float[] squares =
          m.square().add(s.exp().square()).sub(1).sum(new int[] {1, 2}).toFloatArray();
      float[] logLikelihood = new float[weights.length];
      float[] elbo = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        logLikelihood[i] = (float) (weights[i].logMean() + entropies[i]);
        elbo[i] = (float) (sums[i] / task.samples() - 0.5 * squares[i] + entropies[i]);
      }
      return new Estimates(logLikelihood, elbo);
    }
  }

  static Numbers check(Torch torch, Fixture fixture) {
    int samples = Math.min(fixture.task().samples(), Fixture.CHECKED_SAMPLES);
    Task task = fixture.task().withSamples(samples);
    int n = task.points();
    var source = Fixture.noise(Purpose.EVALUATION);
    try (var likelihood = new TorchLikelihood(torch, new Fixture(task))) {
      Estimates estimates =
          likelihood.estimate(
              (step, first, count) -> {
                float[] noise =
                    source.gaussian(0, Fixture.identities(n), first, count, task.latentSize());
                NDArray samplesFirst = step.create(noise, new Shape(count, n, task.latentSize()));
                return samplesFirst.transpose(1, 0, 2).reshape(n, count, task.latentSize());
              });
      return new Numbers(
          Map.of("log p(x)", estimates.logLikelihood, "the ELBO", estimates.elbo), Map.of());
    }
  }

  @Override
  public void close() {
    torch.close();
  }
}
