package org.vaelab.bench;

import java.util.Map;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.random.Purpose;

/// log p̂(x) by [ImportanceSampling].
final class ToolkitLikelihood implements Workload {
  private final Session session;
  private final LocalPosteriors q;
  private final int samples;

  private ToolkitLikelihood(Session session, LocalPosteriors q, int samples) {
    this.session = session;
    this.q = q;
    this.samples = samples;
  }

  static ToolkitLikelihood open(GraphExecutor executor, Fixture fixture) {
    Vae model = fixture.inferred().model();
    int points = fixture.task().points();
    Parameters theta = Parameters.of(model.parameters(), Fixture.values(model.parameters()));
    return new ToolkitLikelihood(
        new Session(executor, model, theta),
        LocalPosteriors.of(
            fixture.points(points),
            fixture.inferred().family(),
            model.latentSize(),
            fixture.phi(points)),
        fixture.task().samples());
  }

  private LikelihoodEstimates estimate() {
    return ImportanceSampling.of(samples).estimate(session, q, Fixture.noise(Purpose.EVALUATION));
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
    q.close();
    session.close();
    session.parameters().close();
  }
}
