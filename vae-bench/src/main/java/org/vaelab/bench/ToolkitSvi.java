package org.vaelab.bench;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalInference;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.model.Vae;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The inner loop of SVI by [LocalInference], over all points batch by batch.
final class ToolkitSvi implements Workload {
  private final Task task;
  private final LocalInference inference;
  private final Parameters theta;
  private final float[] x;
  private final float[] phi;
  private final NoiseSource noise = Fixture.noise(Purpose.LOCAL_OPTIMISATION);
  private long visits;

  private ToolkitSvi(Task task, LocalInference inference, Parameters theta, Fixture fixture) {
    this.task = task;
    this.inference = inference;
    this.theta = theta;
    this.x = fixture.x(task.points());
    this.phi = fixture.phi(task.points());
  }

  static ToolkitSvi open(GraphExecutor executor, Fixture fixture, int steps) {
    Vae model = fixture.model();
    var optimisation =
        LocalOptimisation.ofSteps(steps, fixture.task().samples(), Fixture.LEARNING_RATE);
    return new ToolkitSvi(
        fixture.task(),
        LocalInference.compile(executor, model, fixture.family(), optimisation),
        Parameters.of(model.parameters(), Fixture.values(model.parameters())),
        fixture);
  }

  @Override
  public void run() {
    int row = 2 * task.latentSize();
    for (int from = 0; from < task.points(); from += task.batch()) {
      int to = Math.min(task.points(), from + task.batch());
      float[] found = optimise(from, to, visits).phi();
      System.arraycopy(found, 0, phi, from * row, found.length);
    }
    visits++;
  }

  private LocalInference.Outcome optimise(int from, int to, long visit) {
    int row = 2 * task.latentSize();
    int[] points = new int[to - from];
    Arrays.setAll(points, i -> from + i);
    return inference.optimise(
        theta,
        Arrays.copyOfRange(x, from * task.dataSize(), to * task.dataSize()),
        points,
        Arrays.copyOfRange(phi, from * row, to * row),
        1,
        noise,
        visit);
  }

  static Numbers check(GraphExecutor executor, Fixture fixture) {
    Task one = fixture.task().withPoints(fixture.task().batch());
    try (var svi = open(executor, new Fixture(one), Fixture.CHECKED_STEPS)) {
      double[] norms =
          svi.inference.gradientNorms(
              svi.theta, svi.x, Fixture.identities(one.batch()), svi.phi, svi.noise, 0, 1);
      LocalInference.Outcome outcome = svi.optimise(0, one.batch(), 0);
      float[] rounded = new float[norms.length];
      for (int i = 0; i < norms.length; i++) {
        rounded[i] = (float) norms[i];
      }
      return new Numbers(
          Map.of(
              "the norms of the gradients of φ",
              rounded,
              "the ELBO",
              new float[] {(float) outcome.bound()}),
          Map.of("φ", outcome.phi()));
    }
  }

  @Override
  public void close() {
    inference.close();
    theta.close();
  }
}
