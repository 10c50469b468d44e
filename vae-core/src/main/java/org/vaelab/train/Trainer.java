package org.vaelab.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.data.Observations;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.model.DensityModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.GradientClipping;
import org.vaelab.optimisation.Gradients;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Trains θ, and λ or the table of φᵢ, by stochastic gradient ascent on a bound, or on log p(x).
///
/// Amortized: one step on θ and λ per minibatch. SVI: first an inner loop on the φᵢ of the
/// minibatch with θ frozen, then one step on θ with φ frozen.
public final class Trainer implements AutoCloseable {
  /// An average over thousands of steps does not need each of them.
  private static final int AVERAGED_EVERY = 10;

  private final GraphExecutor executor;
  private final Target target;
  private final TrainingConfig config;
  private final String name;
  private final List<ParameterSpec> specs;
  private final CompiledGraph gradients;

  /// Training by the pathwise gradient of a bound.
  ///
  /// @param name what progress reports call this training
  public Trainer(
      GraphExecutor executor,
      LatentVariableModel model,
      InferenceStrategy strategy,
      Objective objective,
      TrainingConfig config,
      String name) {
    this(executor, model, strategy, new Pathwise(objective), config, name);
  }

  /// @param estimator of the gradients of θ, λ and local φ
  /// @param name what progress reports call this training
  public Trainer(
      GraphExecutor executor,
      LatentVariableModel model,
      InferenceStrategy strategy,
      GradientEstimator estimator,
      TrainingConfig config,
      String name) {
    this(executor, new Target.OfBound(model, strategy, estimator, config.samples()), config, name);
  }

  /// Training of a model without latent variables, by the gradient of its log-density.
  ///
  /// @param name what progress reports call this training
  public Trainer(GraphExecutor executor, DensityModel model, TrainingConfig config, String name) {
    this(executor, new Target.OfDensity(model), config, name);
  }

  private Trainer(GraphExecutor executor, Target target, TrainingConfig config, String name) {
    this.executor = executor;
    this.target = target;
    this.config = config;
    this.name = name;
    specs = List.copyOf(target.parameters());
    Graph graph = target.graph();
    if (config.weightsKl() && !graph.hasInput(Objective.KL_WEIGHT)) {
      throw new IllegalArgumentException(
          "'%s' trains on what has no KL term to weight; leave out β and warm-up, or train on the ELBO."
              .formatted(name));
    }
    gradients = compile(executor, graph, specs);
  }

  static CompiledGraph compile(GraphExecutor executor, Graph graph, List<ParameterSpec> specs) {
    return executor.compile(
        graph, List.of(Target.BOUND), specs.stream().map(ParameterSpec::name).toList());
  }

  /// θ and λ, in the order of their arrays.
  public List<ParameterSpec> parameters() {
    return specs;
  }

  /// The state before the first step.
  public TrainingState start(int trainingPoints) {
    Parameters parameters =
        Parameters.initial(
            specs, NoiseSource.of(config.seed(), Purpose.INITIALISATION), DataType.FLOAT);
    return new TrainingState(
        parameters,
        config.adam().start(parameters),
        config.averagingEpochs() > 0 ? Optional.of(parameters.zerosLike()) : Optional.empty(),
        target.table(trainingPoints, config.seed()),
        TrainingState.Counters.START,
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  /// A saved table of φ, if these can be its rows and their moments.
  Optional<PhiTable> table(float[] rows, Optional<PhiTable.Kept> moments) {
    return target.table(rows, moments);
  }

  /// Whether this training, on so many data points, can be in such a state.
  public boolean canReach(TrainingState state, int trainingPoints) {
    TrainingState.Counters at = state.counters();
    int batches = Math.ceilDiv(trainingPoints, config.batchSize());
    boolean remembers = target.innerLoop().map(InnerLoop::remembers).orElse(false);
    return config.canReach(at)
        && at.step() == (long) at.epoch() * batches + at.batch()
        && state.average().isPresent() == config.averagingEpochs() > 0
        && at.batch() <= batches // All, where measuring the epoch was interrupted.
        && state.phi().map(PhiTable::count).orElse(0) == (remembers ? trainingPoints : 0)
        && state.phi().flatMap(PhiTable::kept).map(m -> canReach(m.steps(), at)).orElse(true)
        && state.best().map(TrainingState.Best::epoch).orElse(0) == bestEpoch(state)
        && (config.earlyStopping().isEmpty() || state.validationElbos().length == at.epoch());
  }

  /// Each data point is visited once an epoch.
  ///
  /// @param steps of the local optimisation of each
  private boolean canReach(int[] steps, TrainingState.Counters at) {
    LocalOptimisation inner = target.innerLoop().orElseThrow().optimisation();
    Minibatches minibatches = Minibatches.of(config, steps.length);
    int[] order = minibatches.order(at.epoch());
    for (int i = 0; i < order.length; i++) {
      long visits = at.epoch() + (i < (long) at.batch() * config.batchSize() ? 1 : 0);
      long taken = steps[order[i]];
      if (taken < visits * inner.minimumSteps() || taken > visits * inner.maximumSteps()) {
        return false;
      }
    }
    return true;
  }

  /// The epoch with the best validation ELBO, if training is stopped by that; else 0.
  private int bestEpoch(TrainingState state) {
    return config.earlyStopping().map(rule -> rule.best(state.validationElbos()) + 1).orElse(0);
  }

  /// Trains to the end, or until the thread is interrupted: then the state is that between two
  /// steps, and training it further gives what an uninterrupted run gives.
  ///
  /// @param monitoring what is measured after each epoch
  /// @param checkpoints where the states after each epoch are kept, and the one that an interrupt
  ///     leaves
  /// @throws NonFiniteObjectiveException if the bound becomes NaN or infinite, naming step and
  ///     batch
  /// @throws IllegalArgumentException if training is to stop early and there is no validation data
  public Driver.Outcome<TrainingState> train(
      TrainingState state,
      Observations data,
      Monitoring monitoring,
      Checkpoints<TrainingState> checkpoints) {
    return train(state, data, monitoring, checkpoints, Optional.empty());
  }

  /// The same with gradients that other machines compute, if there are any. They are those of the
  /// same minibatches, so that the numbers differ by rounding alone, but where a tolerance ends the
  /// inner loops: each part then has its own end.
  public Driver.Outcome<TrainingState> train(
      TrainingState state,
      Observations data,
      Monitoring monitoring,
      Checkpoints<TrainingState> checkpoints,
      Optional<DataParallel> elsewhere) {
    if (config.earlyStopping().isPresent() && monitoring.validation().isEmpty()) {
      throw new IllegalArgumentException(
          "Early stopping needs validation data to measure the ELBO on.");
    }
    StoppingRule rule =
        config.earlyStopping().map(StoppingRule.class::cast).orElse(StoppingRule.NONE);
    try (Session session = target.session(executor, state.parameters());
        Computing computing = computing(session, state, data, elsewhere)) {
      Steps steps = new Steps(session, data.count(), monitoring, computing);
      return new Driver<>(name, steps, rule, checkpoints).advance(state);
    }
  }

  /// Trains from the start to the end with nothing measured beside, or until the thread is
  /// interrupted.
  ///
  /// @return the state that was reached; [#train(TrainingState, Observations, Monitoring,
  ///     Checkpoints)] goes on from there
  public TrainingState train(Observations data) {
    return train(start(data.count()), data, Monitoring.none(), Checkpoints.none()).state();
  }

  private Computing computing(
      Session session, TrainingState state, Observations data, Optional<DataParallel> elsewhere) {
    Minibatches minibatches = Minibatches.of(config, data.count());
    return elsewhere
        .<Computing>map(
            machines ->
                new ComputingElsewhere(
                    machines.start(
                        new RemoteGradients.Recipe(
                            executor, target, config.samples(), config.seed()),
                        minibatches,
                        data),
                    state.parameters()))
        .orElseGet(
            () ->
                new ComputingHere(
                    new StepGradients(target, gradients, session, config.samples(), config.seed()),
                    minibatches,
                    data));
  }

  /// Steps on minibatches, and after the last of an epoch one that measures it.
  private final class Steps implements Algorithm<TrainingState> {
    private final Session session;
    private final Monitoring monitoring;
    private final Computing computing;
    private final int batches;
    private double progressBefore;

    Steps(Session session, int points, Monitoring monitoring, Computing computing) {
      this.session = session;
      this.monitoring = monitoring;
      this.computing = computing;
      batches = Math.ceilDiv(points, config.batchSize());
    }

    @Override
    public TrainingState step(TrainingState state) {
      progressBefore = config.progress(state.counters(), batches);
      return state.counters().batch() < batches ? onMinibatch(state) : afterEpoch(state);
    }

    private TrainingState onMinibatch(TrainingState state) {
      long start = System.nanoTime();
      TrainingState.Counters before = state.counters();
      double epoch = before.epoch() + (double) before.batch() / batches;
      Computing.Found found =
          computing.step(
              new Minibatch(before.epoch(), before.batch(), before.step(), config.klWeight(epoch)),
              state);
      double elboSum = found.elboSum();
      if (!Double.isFinite(elboSum)) {
        throw new NonFiniteObjectiveException(
            "The bound became %s in '%s' at step %d (epoch %d, batch %d); use a smaller learning rate, gradient clipping or KL warm-up."
                .formatted(
                    elboSum, name, before.step() + 1, before.epoch() + 1, before.batch() + 1));
      }
      Gradients gradients = found.gradients();
      config
          .clipNorm()
          .ifPresent(norm -> GradientClipping.clip(state.parameters().names(), gradients, norm));
      double rate = config.learningRate().at(progressBefore);
      Adam.State moved =
          config.adam().ascend(state.parameters(), gradients, state.optimiser(), rate);
      state.average().ifPresent(average -> average(average, state.parameters(), before.step()));
      return state.after(
          moved,
          new TrainingState.Counters(
              before.epoch(),
              before.batch() + 1,
              before.step() + 1,
              before.gradientEvaluations() + found.evaluations(),
              before.seconds() + (System.nanoTime() - start) * 1e-9,
              before.elboSum() + elboSum,
              before.elboCount() + found.points()));
    }

    /// The first steps are averaged over as many as there are.
    private void average(Parameters average, Parameters parameters, long step) {
      double keep = Math.exp(-AVERAGED_EVERY / (config.averagingEpochs() * batches));
      if (step % AVERAGED_EVERY == 0) {
        long times = step / AVERAGED_EVERY;
        average.approach(parameters, Math.min(keep, times / (times + 1.0)));
      }
    }

    private TrainingState afterEpoch(TrainingState state) {
      TrainingState.Counters done = state.counters();
      OptionalDouble validation = measure(state, monitoring.validation());
      EpochMetrics metrics =
          new EpochMetrics(
              done.epoch() + 1,
              done.step(),
              done.gradientEvaluations(),
              done.seconds(),
              done.elboSum() / done.elboCount(),
              measure(state, monitoring.test()),
              validation);
      TrainingState after = state.after(metrics, state.best());
      return config.earlyStopping().isPresent() && bestEpoch(after) == metrics.epoch()
          ? state.after(
              metrics,
              Optional.of(
                  new TrainingState.Best(
                      metrics.epoch(), validation.getAsDouble(), state.trained().values())))
          : after;
    }

    /// By the averaged parameters, where there are any.
    private OptionalDouble measure(TrainingState state, Optional<HeldOut> heldOut) {
      if (heldOut.isEmpty()) {
        return OptionalDouble.empty();
      }
      if (state.average().isEmpty()) {
        return OptionalDouble.of(heldOut.get().elbo(session));
      }
      Map<String, float[]> last = state.parameters().values();
      state.parameters().assign(state.trained().values());
      double elbo = heldOut.get().elbo(session);
      state.parameters().assign(last);
      return OptionalDouble.of(elbo);
    }

    @Override
    public boolean complete(TrainingState state) {
      return config.progress(state.counters(), batches) >= 1 && state.counters().batch() < batches;
    }

    @Override
    public boolean milestone(TrainingState state) {
      double now = config.progress(state.counters(), batches);
      return monitoring.moments().isEmpty()
          ? state.counters().batch() == 0
          : monitoring.moments().stream().anyMatch(m -> progressBefore < m && now >= m);
    }

    @Override
    public double[] criterion(TrainingState state) {
      return state.counters().batch() == 0 ? state.validationElbos() : new double[0];
    }

    @Override
    public TrainingState finish(TrainingState state) {
      state
          .best()
          .map(TrainingState.Best::parameters)
          .or(() -> state.average().map(Parameters::values))
          .ifPresent(state.parameters()::assign);
      return state;
    }

    @Override
    public long work() {
      return config.limit().map(Limit::work).orElse((long) config.epochs() * batches);
    }

    @Override
    public long done(TrainingState state) {
      TrainingState.Counters at = state.counters();
      return config.limit().map(limit -> Math.min(limit.work(), limit.done(at))).orElse(at.step());
    }

    @Override
    public Map<String, Double> figures(TrainingState state) {
      Map<String, Double> figures = new LinkedHashMap<>();
      if (state.counters().elboCount() > 0) {
        figures.put("train ELBO (nats)", state.counters().elboSum() / state.counters().elboCount());
      } else if (!state.history().isEmpty()) {
        figures.put("train ELBO (nats)", state.history().getLast().trainElbo());
      }
      if (!state.history().isEmpty()) {
        state
            .history()
            .getLast()
            .testElbo()
            .ifPresent(elbo -> figures.put("test bound (nats)", elbo));
      }
      return figures;
    }
  }

  @Override
  public void close() {
    gradients.close();
  }
}
