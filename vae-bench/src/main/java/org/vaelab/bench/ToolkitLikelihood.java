package org.vaelab.bench;

import java.util.Map;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Vae;
import org.vaelab.random.Purpose;

/// log p̂(x) by [ImportanceSampling].
final class ToolkitLikelihood implements Workload {
  private final Problem problem;
  private final int samples;

  private ToolkitLikelihood(Problem problem, int samples) {
    this.problem = problem;
    this.samples = samples;
  }

  static ToolkitLikelihood open(GraphExecutor executor, Fixture fixture) {
    Vae model = fixture.model();
    int points = fixture.task().points();
    Problem problem =
        new Problem(
            executor,
            model,
            Parameters.of(model.parameters(), Fixture.values(model.parameters())),
            fixture.family(),
            fixture.x(points),
            fixture.phi(points),
            Fixture.identities(points));
    return new ToolkitLikelihood(problem, fixture.task().samples());
  }

  private LikelihoodEstimates estimate() {
    return ImportanceSampling.of(samples).estimate(problem, Fixture.noise(Purpose.EVALUATION));
  }

  @Override
  public void run() {
    estimate();
  }

  static Numbers check(GraphExecutor executor, Fixture fixture) {
    int samples = Math.min(fixture.task().samples(), Fixture.CHECKED_SAMPLES);
    try (var likelihood = open(executor, new Fixture(fixture.task().withSamples(samples)))) {
      LikelihoodEstimates estimates = likelihood.estimate();
      return new Numbers(
          Map.of(
              "log p(x)", floats(estimates.logLikelihood()), "the ELBO", floats(estimates.elbo())),
          Map.of());
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public void close() {
    problem.theta().close();
  }
}
