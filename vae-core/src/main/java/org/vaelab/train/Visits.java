package org.vaelab.train;

import java.util.Optional;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The inner loop of SVI: visits of minibatches, whose φ are optimised before each step on θ.
final class Visits implements AutoCloseable {
  private final Session session;
  private final PosteriorFamily family;
  private final InnerLoop inner;
  private final LocalOptimiser optimiser;
  private final NoiseSource<Purpose.LocalOptimisation> noise;
  private Optional<PhiTable> minibatch = Optional.empty();

  Visits(
      Session session,
      PosteriorFamily family,
      GradientEstimator estimator,
      InnerLoop inner,
      long seed) {
    this.session = session;
    this.family = family;
    this.inner = inner;
    optimiser = LocalOptimiser.of(session, family, estimator, inner.optimisation());
    noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
  }

  /// Optimises φ of the minibatch that was fed to the session; leaves it in the table, if there is
  /// one, and in the session's inputs.
  ///
  /// @param visit keys the noise
  /// @return steps taken
  int optimise(Optional<PhiTable> table, int[] ids, double klWeight, long visit) {
    PhiTable phi = rows(ids.length);
    phi.clearMoments();
    switch (inner.start()) {
      case InnerLoop.Start.WARM, InnerLoop.Start.CONTINUED -> phi.gather(table.orElseThrow(), ids);
      case InnerLoop.Start.ZERO -> phi.reset(ids, noise);
      case InnerLoop.Encoded encoded -> encoded.encode(session, phi);
    }
    int steps = optimiser.optimise(ids, phi, klWeight, noise, visit).step();
    table.ifPresent(all -> phi.scatter(all, ids));
    return steps;
  }

  /// The last minibatch of an epoch may be smaller.
  private PhiTable rows(int count) {
    if (minibatch.isEmpty() || minibatch.get().count() != count) {
      close();
      minibatch = Optional.of(PhiTable.zeros(family, session.model().latentSize(), count));
    }
    return minibatch.get();
  }

  @Override
  public void close() {
    minibatch.ifPresent(PhiTable::close);
    minibatch = Optional.empty();
  }
}
