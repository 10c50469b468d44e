package org.vaelab.experiment;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Inference;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalInference;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Measures log p̂, L[q] and L[q*] of a trained model on given data points.
final class GapEvaluator {
  private static final int BATCH = 100;

  private final GraphExecutor executor;
  private final SviVsAmortizedConfig config;
  private final LatentVariableModel model;
  private final NoiseSource optimisation;
  private final NoiseSource evaluation;

  GapEvaluator(GraphExecutor executor, SviVsAmortizedConfig config, LatentVariableModel model) {
    this.executor = executor;
    this.config = config;
    this.model = model;
    optimisation = NoiseSource.of(config.seed(), Purpose.LOCAL_OPTIMISATION);
    evaluation = NoiseSource.of(config.seed(), Purpose.EVALUATION);
  }

  /// φ by the model's own inference, `[N, P]`.
  float[] ownInference(
      InferenceStrategy strategy, Parameters parameters, float[] x, int[] points, String task) {
    int rowSize = config.family().rowSize(model.latentSize());
    float[] phi = new float[points.length * rowSize];
    Progress progress = Progress.start(task, points.length);
    try (Inference inference = strategy.open(executor, model)) {
      for (int from = 0; from < points.length; from += BATCH) {
        int to = Math.min(points.length, from + BATCH);
        float[] rows =
            inference.infer(
                parameters,
                Arrays.copyOfRange(x, from * model.dataSize(), to * model.dataSize()),
                Arrays.copyOfRange(points, from, to),
                optimisation);
        System.arraycopy(rows, 0, phi, from * rowSize, rows.length);
        progress.advance(to - from, Map.of());
      }
    }
    return phi;
  }

  /// φ of q* and the mean number of steps it took.
  record Optimum(float[] phi, double meanSteps) {}

  /// q* of each point, optimised on its own from a warm start.
  Optimum optimise(Parameters parameters, float[] x, int[] points, float[] start, String task) {
    int rowSize = config.family().rowSize(model.latentSize());
    float[] phi = new float[start.length];
    long steps = 0;
    Progress progress = Progress.start(task, points.length);
    try (LocalInference local =
        LocalInference.compile(executor, model, config.family(), config.optimal())) {
      for (int from = 0; from < points.length; from += BATCH) {
        int to = Math.min(points.length, from + BATCH);
        // Visit 1: the noise of visit 0 belongs to the model's own inference.
        LocalInference.Outcome outcome =
            local.optimise(
                parameters,
                Arrays.copyOfRange(x, from * model.dataSize(), to * model.dataSize()),
                Arrays.copyOfRange(points, from, to),
                Arrays.copyOfRange(start, from * rowSize, to * rowSize),
                1,
                optimisation,
                1);
        System.arraycopy(outcome.phi(), 0, phi, from * rowSize, outcome.phi().length);
        steps += (long) outcome.steps() * (to - from);
        progress.advance(to - from, Map.of("L[q*] (nats)", outcome.bound()));
      }
    }
    return new Optimum(phi, (double) steps / points.length);
  }

  LikelihoodEstimates estimate(
      Parameters parameters, float[] x, float[] phi, int[] points, int samples) {
    return ImportanceSampling.of(samples)
        .estimate(
            new Problem(executor, model, parameters, config.family(), x, phi, points), evaluation);
  }

  Evaluation evaluate(
      Method method,
      String split,
      InferenceStrategy strategy,
      Parameters parameters,
      float[] x,
      int[] points,
      String bitsSha256) {
    String what = method.label() + ", " + split;
    float[] own = ownInference(strategy, parameters, x, points, "own inference, " + what);
    Optimum optimum = optimise(parameters, x, points, own, "optimising q*, " + what);
    LikelihoodEstimates optimal = estimate(parameters, x, optimum.phi(), points, config.samples());
    LikelihoodEstimates prior =
        ImportanceSampling.of(config.samples())
            .estimate(Problem.fromPrior(executor, model, parameters, x, points), evaluation);
    return Evaluation.of(
        method,
        split,
        points,
        bitsSha256,
        estimate(parameters, x, own, points, config.samples()),
        optimal,
        prior,
        optimum.meanSteps());
  }
}
