package org.vaelab.train;

import java.util.Optional;
import org.vaelab.data.Observations;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.objective.Objective;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Computes the gradients of minibatches with what is in this process. Belongs to one thread.
final class StepGradients implements AutoCloseable {
  private final Target target;
  private final int samples;
  private final CompiledGraph gradients;
  private final Session session;
  private final Optional<Visits> visits;
  private final NoiseSource<Purpose.Training> noise;
  private final int noiseSize;
  // Refilled at every step, as a step must not burden the garbage collector.
  private float[] x = {};
  private float[] epsilon = {};
  private final float[] weight = new float[1];

  /// @param gradients of the target; they and the session stay the caller's
  StepGradients(Target target, CompiledGraph gradients, Session session, int samples, long seed) {
    this.target = target;
    this.gradients = gradients;
    this.session = session;
    this.samples = samples;
    visits = target.visits(session, seed);
    noise = NoiseSource.of(seed, Purpose.TRAINING);
    noiseSize = target.noiseSize();
  }

  /// Moves φ of a minibatch, if it is local, and finds the gradients.
  ///
  /// @param ids of its points
  /// @param phi with their rows, if it is kept
  /// @param rows of the points in the table
  Computing.Found compute(
      Minibatch at, int[] ids, Observations data, Optional<PhiTable> phi, int[] rows) {
    allocate(ids.length);
    session.feed(data, ids, at.epoch(), x);
    int innerSteps =
        visits.isEmpty() ? 0 : visits.get().optimise(phi, rows, ids, at.klWeight(), at.step());
    weight[0] = (float) at.klWeight();
    session.inputs().set(Objective.KL_WEIGHT, weight, 1);
    feedNoise(at.step(), ids);
    if (visits.isPresent() && visits.get().differentiated()) {
      visits.get().differentiate(ids, at.step());
      feedNoise(at.step(), ids);
    }
    Results results = gradients.run(session.inputs());
    visits.ifPresent(inner -> inner.addTo(results::gradient, ids.length));
    return new Computing.Found(
        HostArrays.sum(results.output(Target.BOUND)),
        ids.length,
        (long) target.gradientEvaluations(innerSteps) * ids.length,
        results::gradient);
  }

  private void allocate(int points) {
    if (x.length < (long) points * target.dataSize()) {
      x = HostArrays.allocate("a batch [data points x data size]", points, target.dataSize());
      epsilon =
          HostArrays.allocate(
              "the noise [samples x data points x noise size]", samples, points, noiseSize);
    }
  }

  private void feedNoise(long step, int[] ids) {
    if (noiseSize > 0) {
      noise.gaussian(step, ids, 0, samples, noiseSize, epsilon);
      session.inputs().set(PosteriorFamily.NOISE, epsilon, (long) samples * ids.length, noiseSize);
    }
  }

  @Override
  public void close() {
    visits.ifPresent(Visits::close);
  }
}
