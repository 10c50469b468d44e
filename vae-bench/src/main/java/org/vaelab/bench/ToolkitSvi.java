package org.vaelab.bench;

import java.util.Map;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Vae;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The inner loop of SVI by [LocalOptimiser], over all points batch by batch.
final class ToolkitSvi implements Workload {
  private final Task task;
  private final Session session;
  private final LocalOptimiser optimiser;
  private final LocalPosteriors q;
  private final NoiseSource<Purpose.LocalOptimisation> noise =
      Fixture.noise(Purpose.LOCAL_OPTIMISATION);
  private long visits;

  private ToolkitSvi(Task task, Session session, LocalOptimiser optimiser, LocalPosteriors q) {
    this.task = task;
    this.session = session;
    this.optimiser = optimiser;
    this.q = q;
  }

  static ToolkitSvi open(GraphExecutor executor, Fixture fixture, int steps) {
    Vae model = fixture.inferred().model();
    Task task = fixture.task();
    var optimisation = LocalOptimisation.ofSteps(steps, task.samples(), Fixture.LEARNING_RATE);
    Parameters theta = Parameters.of(model.parameters(), Fixture.values(model.parameters()));
    Session session = new Session(executor, model, theta);
    return new ToolkitSvi(
        task,
        session,
        LocalOptimiser.of(session, fixture.inferred().family(), optimisation),
        LocalPosteriors.of(
            fixture.points(task.points()),
            fixture.inferred().family(),
            model.latentSize(),
            fixture.phi(task.points())));
  }

  @Override
  public void run() {
    for (int from = 0; from < task.points(); from += task.batch()) {
      try (LocalPosteriors part = q.copy(from, Math.min(task.points(), from + task.batch()))) {
        optimiser.optimise(part.points(), part.phi(), noise, visits);
        q.phi().put(from, part.phi());
      }
    }
    visits++;
  }

  static Numbers check(GraphExecutor executor, Fixture fixture) {
    Task one = fixture.task().withPoints(fixture.task().batch());
    try (var svi = open(executor, new Fixture(one), Fixture.CHECKED_STEPS)) {
      LocalPosteriors q = svi.q;
      double[] norms = svi.optimiser.gradientNorms(q.points(), q.phi(), svi.noise, 0, 1);
      LocalOptimiser.State end = svi.optimiser.optimise(q.points(), q.phi(), svi.noise, 0);
      float[] rounded = new float[norms.length];
      for (int i = 0; i < norms.length; i++) {
        rounded[i] = (float) norms[i];
      }
      return new Numbers(
          Map.of(
              "the norms of the gradients of φ",
              rounded,
              "the ELBO",
              new float[] {(float) end.bound()}),
          Map.of("φ", q.phi().rows()));
    }
  }

  @Override
  public void close() {
    q.close();
    session.close();
    session.parameters().close();
  }
}
