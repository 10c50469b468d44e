package org.vaelab.train;

import java.util.Optional;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.inference.ThroughSteps;
import org.vaelab.optimisation.Gradients;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The inner loop of SVI: visits of minibatches, whose φ are optimised before each step on θ.
final class Visits implements AutoCloseable {
  private final Session session;
  private final PosteriorFamily family;
  private final InnerLoop inner;
  private final LocalOptimiser optimiser;
  private final NoiseSource<Purpose.LocalOptimisation> noise;
  private final Optional<ThroughSteps> throughSteps;
  private Optional<PhiTable> minibatch = Optional.empty();
  private int steps;

  /// @param samples K of the step that follows a visit
  Visits(
      Session session,
      PosteriorFamily family,
      GradientEstimator estimator,
      InnerLoop inner,
      int samples,
      long seed) {
    this.session = session;
    this.family = family;
    this.inner = inner;
    optimiser = LocalOptimiser.of(session, family, estimator, inner.optimisation());
    noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    throughSteps =
        inner.differentiated()
            ? Optional.of(new ThroughSteps(session, optimiser, estimator, samples))
            : Optional.empty();
  }

  /// Optimises φ of the minibatch that was fed to the session; leaves it in the table, if there is
  /// one, and in the session's inputs.
  ///
  /// @param rows of the minibatch in the table
  /// @param visit keys the noise
  /// @return steps taken
  int optimise(Optional<PhiTable> table, int[] rows, int[] ids, double klWeight, long visit) {
    PhiTable phi = tableOf(ids.length);
    phi.clearMoments();
    switch (inner.start()) {
      case InnerLoop.Start.WARM, InnerLoop.Start.CONTINUED -> phi.gather(table.orElseThrow(), rows);
      case InnerLoop.Start.ZERO -> phi.reset(ids, noise);
      case InnerLoop.Encoded encoded -> encoded.encode(session, phi);
    }
    steps =
        optimiser
            .optimise(
                ids,
                phi,
                klWeight,
                noise,
                visit,
                step -> throughSteps.ifPresent(through -> through.record(step, phi)))
            .step();
    table.ifPresent(all -> phi.scatter(all, rows));
    return steps;
  }

  /// Whether gradients pass through the steps.
  boolean differentiated() {
    return throughSteps.isPresent();
  }

  /// Finds the gradients through the steps of the last visit. The session's inputs must be those of
  /// the step that follows; its noise has to be set anew afterwards.
  void differentiate(int[] ids, long visit) {
    throughSteps.orElseThrow().differentiate(ids, tableOf(ids.length), steps, noise, visit);
  }

  /// Adds what passes through the steps to the gradients of the step that follows.
  void addTo(Gradients gradients, int points) {
    throughSteps.ifPresent(through -> through.addTo(gradients, points));
  }

  /// The last minibatch of an epoch may be smaller.
  private PhiTable tableOf(int count) {
    if (minibatch.isEmpty() || minibatch.get().count() != count) {
      minibatch.ifPresent(PhiTable::close);
      minibatch = Optional.of(PhiTable.zeros(family, session.model().latentSize(), count));
    }
    return minibatch.get();
  }

  @Override
  public void close() {
    minibatch.ifPresent(PhiTable::close);
    throughSteps.ifPresent(ThroughSteps::close);
  }
}
