package org.vaelab.evidence.annealing;

import java.util.Optional;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The steps of an annealing run, one temperature each: from q to the posterior, or back from exact
/// posterior samples.
final class Annealing implements Algorithm<AnnealingState>, AutoCloseable {
  private final AnnealedImportanceSampling config;
  private final HamiltonianMonteCarlo sampler;
  private final Session session;
  private final LocalPosteriors q;
  private final Optional<Simulation> backFrom;
  private final NoiseSource<Purpose.Evaluation> noise;
  private Optional<Current> current = Optional.empty();

  /// The batch that is annealed now. Another of the state's may follow, which its number tells.
  private record Current(int from, LocalPosteriors batch, AnnealedPath path) {}

  /// @param backFrom what the points came from, to anneal back to q from there
  Annealing(
      AnnealedImportanceSampling config,
      Session session,
      LocalPosteriors q,
      Optional<Simulation> backFrom,
      NoiseSource<Purpose.Evaluation> noise) {
    this.config = config;
    this.sampler = new HamiltonianMonteCarlo(config.leapfrogSteps());
    this.session = session;
    this.q = q;
    this.backFrom = backFrom;
    this.noise = noise;
  }

  @Override
  public AnnealingState step(AnnealingState state) {
    Current now = current(state.pointsDone());
    if (state.current().isEmpty()) {
      return state.with(begin(now), now.path().evaluations());
    }
    long before = now.path().evaluations();
    AnnealingState.Batch moved = step(now, state.current().get());
    AnnealingState after = state.with(moved, now.path().evaluations() - before);
    return moved.temperature() < config.temperatures() ? after : finished(now, after, moved);
  }

  private Current current(int from) {
    if (current.isEmpty() || current.get().from() != from) {
      current.ifPresent(old -> old.batch().close());
      LocalPosteriors batch = q.copy(from, Math.min(q.count(), from + config.batch()));
      current =
          Optional.of(new Current(from, batch, new AnnealedPath(session, batch, config.chains())));
    }
    return current.get();
  }

  private AnnealingState.Batch begin(Current now) {
    AnnealedPath path = now.path();
    int[] ids = now.batch().points().ids();
    StepSizes sizes =
        StepSizes.tune(
            path,
            sampler,
            config.schedule(),
            StepSizes.places(config.temperatures()),
            ids,
            session.model().latentSize(),
            NoiseSource.of(noise.seed(), Purpose.PILOT));
    float[] z =
        backFrom
            .map(from -> from.chains(now.from(), ids.length, config.chains()))
            .orElseGet(() -> path.sampleBase(noise));
    return new AnnealingState.Batch(sizes, z, new double[path.rows()], new double[ids.length], 0);
  }

  /// The weights gain log p(x, z) − log q(z) times the change of β, then the chains move.
  private AnnealingState.Batch step(Current now, AnnealingState.Batch state) {
    int done = state.temperature();
    int temperatures = config.temperatures();
    boolean back = backFrom.isPresent();
    int place = back ? temperatures - done - 1 : done + 1;
    double from = beta(back ? place + 1 : place - 1);
    double to = beta(place);
    LogDensity density = now.path().at(to);
    int[] ids = now.batch().points().ids();
    var chains =
        HamiltonianMonteCarlo.Chains.at(
            state.z(), session.model().latentSize(), ids.length, density);
    for (int row = 0; row < state.logWeights().length; row++) {
      state.logWeights()[row] += (to - from) * now.path().logRatio(row);
    }
    if (done + 1 < temperatures) {
      // The keys of a run back are behind those of a forward run, for both may see the same points.
      long key = back ? temperatures + 1L + done : place;
      double[] sizes = state.stepSizes().at((double) place / temperatures);
      double[] acceptance = sampler.step(density, chains, ids, sizes, noise, key).acceptance();
      for (int b = 0; b < acceptance.length; b++) {
        state.acceptance()[b] += acceptance[b];
      }
    }
    return state.next();
  }

  private double beta(int place) {
    return config.schedule().at((double) place / config.temperatures());
  }

  private AnnealingState finished(Current now, AnnealingState state, AnnealingState.Batch batch) {
    int[] ids = now.batch().points().ids();
    for (int row = 0; row < batch.logWeights().length; row++) {
      if (!Double.isFinite(batch.logWeights()[row])) {
        throw new NonFiniteObjectiveException(
            ("The weight of chain %d of data point %d is exp(%s); the model or its q is broken"
                    + " there.")
                .formatted(row / ids.length, ids[row % ids.length], batch.logWeights()[row]));
      }
    }
    return state.finished(ids.length, Math.max(1, config.temperatures() - 1));
  }

  @Override
  public boolean complete(AnnealingState state) {
    return state.complete();
  }

  @Override
  public boolean milestone(AnnealingState state) {
    return state.current().isEmpty();
  }

  @Override
  public long work() {
    return (long) q.count() * config.temperatures();
  }

  @Override
  public long done(AnnealingState state) {
    int batch = Math.min(config.batch(), q.count() - state.pointsDone());
    return (long) state.pointsDone() * config.temperatures()
        + state.current().map(now -> (long) now.temperature() * batch).orElse(0L);
  }

  @Override
  public void close() {
    current.ifPresent(old -> old.batch().close());
  }
}
