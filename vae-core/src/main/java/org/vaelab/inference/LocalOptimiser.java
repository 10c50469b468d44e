package org.vaelab.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.nativemath.MatrixProduct;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.FirstOrder;
import org.vaelab.optimisation.Lbfgs;
import org.vaelab.parallel.Workers;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Optimises φ of batches of data points with θ frozen, each point on its own bound.
public final class LocalOptimiser {
  // About so many points: with fewer, each takes longer; with more, none takes less.
  private static final int PIECE = 2 * MatrixProduct.UNIT;

  private final Session session;
  private final LocalOptimisation config;
  private final BoundGradient gradient;
  private final int noiseSize;
  private float[] epsilon = {};

  private LocalOptimiser(Session session, LocalOptimisation config, BoundGradient gradient) {
    this.session = session;
    this.config = config;
    this.gradient = gradient;
    noiseSize = gradient.family().noiseSize(session.model().latentSize());
  }

  /// Ascends the ELBO by the estimator of its gradient that suits the family.
  public static LocalOptimiser of(
      Session session, PosteriorFamily family, LocalOptimisation config) {
    return of(session, family, GradientEstimator.standard(), config);
  }

  /// Ascends by any estimate of a bound's gradient.
  ///
  /// @throws IllegalArgumentException if the family has shared parameters that the session lacks
  public static LocalOptimiser of(
      Session session,
      PosteriorFamily family,
      GradientEstimator estimator,
      LocalOptimisation config) {
    session.requireParameters(family);
    return new LocalOptimiser(
        session, config, new BoundGradient(family, estimator, config.samples()));
  }

  /// How far an optimisation is; φ and its moments are in their table.
  ///
  /// @param step steps taken; each evaluated the gradient of every data point once
  /// @param windows mean bound of the batch over each full window of steps, in nats
  /// @param sum of the mean bounds in the window that is not full
  /// @param count of its steps
  public record State(int step, double[] windows, double sum, int count) {
    static final State START = new State(0, new double[0], 0, 0);

    State with(double bound, int window) {
      if (count + 1 < window) {
        return new State(step + 1, windows, sum + bound, count + 1);
      }
      double[] longer = Arrays.copyOf(windows, windows.length + 1);
      longer[windows.length] = (sum + bound) / window;
      return new State(step + 1, longer, 0, 0);
    }

    /// That of a batch of which each state is one part, after the same steps.
    ///
    /// @param shares of the parts' points among the batch's
    private static State mean(State[] parts, double[] shares) {
      double[] windows = new double[parts[0].windows.length];
      double sum = 0;
      for (int part = 0; part < parts.length; part++) {
        for (int i = 0; i < windows.length; i++) {
          windows[i] += shares[part] * parts[part].windows[i];
        }
        sum += shares[part] * parts[part].sum;
      }
      return new State(parts[0].step, windows, sum, parts[0].count);
    }

    /// Mean bound over the last full window, or over what there is before the first is full.
    public double bound() {
      return windows.length == 0 ? sum / count : windows[windows.length - 1];
    }
  }

  /// Optimises φ in place, from where it is, with fresh moments. Where no tolerance makes points
  /// wait for one another, each thread takes all steps of some of them at a time.
  ///
  /// @param points B of them
  /// @param phi of the B points
  /// @param visit keys the noise of this call: no two visits of a point share noise
  /// @throws NonFiniteObjectiveException if the bound becomes NaN or infinite
  /// @throws InterruptedTaskException if the thread is interrupted
  public State optimise(
      Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise, long visit) {
    int pieces = pieces(points.count());
    if (pieces == 1) {
      return together(points, phi, noise, visit);
    }
    List<LocalOptimiser> ofThreads =
        session.sessions(Workers.shared().count()).stream()
            .map(own -> new LocalOptimiser(own, config, gradient))
            .toList();
    State[] ends = new State[pieces];
    double[] shares = new double[pieces];
    Workers.forEach(
        pieces,
        ofThreads.size(),
        (thread, piece) -> {
          int from = bound(points.count(), piece, pieces);
          int to = bound(points.count(), piece + 1, pieces);
          shares[piece] = (double) (to - from) / points.count();
          try (PhiTable part = phi.copy(from, to)) {
            ends[piece] =
                ofThreads.get(thread).together(points.slice(from, to), part, noise, visit);
            phi.put(from, part);
          }
        });
    return State.mean(ends, shares);
  }

  private State together(
      Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise, long visit) {
    session.feed(points);
    phi.clearMoments();
    return optimise(points.ids(), phi, 1, noise, visit, step -> {});
  }

  /// By the number of points alone, so that results are the same for any number of threads.
  private int pieces(int points) {
    boolean together =
        config.tolerance() != Double.NEGATIVE_INFINITY
            || !(config.optimiser() instanceof FirstOrder)
            || !session.executor().prefersSmallRuns();
    return together ? 1 : Math.max(1, points / PIECE);
  }

  private static int bound(int points, int piece, int pieces) {
    int unit = MatrixProduct.UNIT; // Of so many rows no tile of a product is partly filled.
    return piece == pieces ? points : (int) ((long) points * piece / pieces) / unit * unit;
  }

  /// Optimises q of many points in place, so many at a time, with fresh moments.
  ///
  /// @param visit keys the noise of this call: no two visits of a point share noise
  /// @param progress advances by the points
  /// @return steps taken, a mean over the points
  public double optimise(
      LocalPosteriors q,
      int batch,
      NoiseSource<Purpose.LocalOptimisation> noise,
      long visit,
      Progress progress) {
    double steps = 0;
    for (int from = 0; from < q.count(); from += batch) {
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + batch))) {
        State end = optimise(part.points(), part.phi(), noise, visit);
        q.phi().put(from, part.phi());
        steps += (double) end.step() * part.count() / q.count();
        progress.advance(part.count(), Map.of("L[q*] (nats)", end.bound()));
      }
    }
    return steps;
  }

  /// Optimises φ of the points that were fed to the session last, from where it and its moments
  /// are.
  ///
  /// @param ids theirs
  /// @param klWeight β
  /// @param before is told of each step before it is taken; it leaves the session's inputs and
  ///     parameters alone
  public State optimise(
      int[] ids,
      PhiTable phi,
      double klWeight,
      NoiseSource<Purpose.LocalOptimisation> noise,
      long visit,
      IntConsumer before) {
    session
        .inputs()
        .share(PosteriorFamily.PHI, phi.array())
        .set(Objective.KL_WEIGHT, new float[] {(float) klWeight}, 1);
    StoppingRule rule =
        config.tolerance() == Double.NEGATIVE_INFINITY
            ? StoppingRule.NONE
            : new StoppingRule.Rise(config.tolerance());
    return switch (config.optimiser()) {
      case FirstOrder optimiser ->
          Driver.silent(new Visit(optimiser, ids, phi, noise, visit, before), rule)
              .run(State.START);
      case Lbfgs optimiser -> {
        drawNoise(ids, noise, visit, 0);
        CoupledNoise.couple(epsilon, config.samples(), ids.length, noiseSize);
        feedNoise(ids);
        yield Driver.silent(
                new CommonNoiseVisit(session, gradient, optimiser, config, ids, phi, before), rule)
            .run(CommonNoiseVisit.START)
            .progress();
      }
    };
  }

  private Results bound(
      int[] ids, NoiseSource<Purpose.LocalOptimisation> noise, long visit, long step) {
    feedNoise(ids, noise, visit, step);
    // θ and the points stay while φ moves.
    return step == 0 ? session.run(gradient) : session.repeat(gradient);
  }

  /// Makes the noise of a step the input.
  void feedNoise(int[] ids, NoiseSource<Purpose.LocalOptimisation> noise, long visit, long step) {
    drawNoise(ids, noise, visit, step);
    feedNoise(ids);
  }

  private void drawNoise(
      int[] ids, NoiseSource<Purpose.LocalOptimisation> noise, long visit, long step) {
    int samples = config.samples();
    if (epsilon.length < (long) samples * ids.length * noiseSize) {
      epsilon =
          HostArrays.allocate(
              "the noise [samples x data points x noise size]", samples, ids.length, noiseSize);
    }
    noise.gaussian(visit, step, ids, samples, noiseSize, epsilon);
  }

  private void feedNoise(int[] ids) {
    session
        .inputs()
        .set(PosteriorFamily.NOISE, epsilon, (long) config.samples() * ids.length, noiseSize);
  }

  LocalOptimisation config() {
    return config;
  }

  /// What it ascends by.
  BoundGradient gradient() {
    return gradient;
  }

  /// One visit of a batch: T steps on its φ.
  private final class Visit implements Algorithm<State> {
    private final FirstOrder optimiser;
    private final int[] ids;
    private final PhiTable phi;
    private final NoiseSource<Purpose.LocalOptimisation> noise;
    private final long visit;
    private final IntConsumer before;

    Visit(
        FirstOrder optimiser,
        int[] ids,
        PhiTable phi,
        NoiseSource<Purpose.LocalOptimisation> noise,
        long visit,
        IntConsumer before) {
      this.optimiser = optimiser;
      this.ids = ids;
      this.phi = phi;
      this.noise = noise;
      this.visit = visit;
      this.before = before;
    }

    @Override
    public State step(State state) {
      before.accept(state.step());
      Results results = bound(ids, noise, visit, state.step());
      double bound = HostArrays.sum(results.output("bound")) / ids.length;
      if (!Double.isFinite(bound)) {
        throw new NonFiniteObjectiveException(
            ("The bound became %s at step %d of the local optimisation of data points %d...;"
                    + " use a smaller learning rate of the local optimisation.")
                .formatted(bound, state.step(), ids[0]));
      }
      optimiser.ascendRows(
          phi.array(),
          results.gradient(PosteriorFamily.PHI),
          phi.moments().first(),
          phi.moments().second(),
          phi.moments().steps(),
          config.rate(state.step()));
      return state.with(bound, config.window());
    }

    @Override
    public boolean complete(State state) {
      return state.step() == config.maximumSteps();
    }

    @Override
    public long work() {
      return config.maximumSteps();
    }

    @Override
    public long done(State state) {
      return state.step();
    }

    @Override
    public double[] criterion(State state) {
      return state.windows();
    }
  }

  /// The Euclidean norm of each point's gradient of its bound with respect to φ: how far from a
  /// stationary point an optimisation ended. The gradient is a mean over fresh noise, which leaves
  /// a norm of the order of its standard error even at the optimum.
  ///
  /// @param points B of them
  /// @param phi of the B points
  /// @param visit keys the noise, as in [#optimise]; of another visit than those that led to φ
  /// @param draws gradients to average, each of the configured number of samples
  /// @return `[B]`
  public double[] gradientNorms(
      Points points,
      PhiTable phi,
      NoiseSource<Purpose.LocalOptimisation> noise,
      long visit,
      int draws) {
    session
        .feed(new LocalPosteriors(points, phi))
        .inputs()
        .set(Objective.KL_WEIGHT, new float[] {1}, 1);
    int width = phi.width();
    double[] sums = new double[points.count() * width];
    for (int draw = 0; draw < draws; draw++) {
      float[] slope =
          HostArrays.floats(bound(points.ids(), noise, visit, draw).gradient(PosteriorFamily.PHI));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += slope[i] / draws;
      }
    }
    double[] norms = new double[points.count()];
    for (int i = 0; i < sums.length; i++) {
      norms[i / width] += sums[i] * sums[i];
    }
    return Arrays.stream(norms).map(Math::sqrt).toArray();
  }
}
