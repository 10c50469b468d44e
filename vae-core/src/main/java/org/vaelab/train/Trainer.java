package org.vaelab.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalInference;
import org.vaelab.model.DensityModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.GradientClipping;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Trains θ, and λ or the table of φᵢ, by stochastic gradient ascent on a bound, or on log p(x).
///
/// Amortized: one step on θ and λ per minibatch. SVI: first an inner loop on the φᵢ of the
/// minibatch with θ frozen, then one step on θ with φ frozen.
public final class Trainer implements AutoCloseable {
  private final TrainingConfig config;
  private final String name;
  private final List<ParameterSpec> specs;
  private final CompiledGraph step;
  private final Optional<InnerLoop> innerLoop;
  private final Optional<LocalInference> innerInference;
  private final int dataSize;
  private final int rowSize;
  private final boolean masked;
  private final Inputs inputs = new Inputs(DataType.FLOAT);
  private final NoiseSource shuffling;
  private final NoiseSource trainingNoise;
  private final NoiseSource localNoise;
  private final int noiseSize;
  // Refilled at every step, as a step must not burden the garbage collector.
  private float[] x = {};
  private float[] mask = {};
  private float[] epsilon = {};
  private final float[] weight = new float[1];

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
    this(
        executor,
        specs(model, strategy, estimator),
        graph -> {
          SDVariable data = model.data(graph);
          SDVariable phi = strategy.phi(graph, data, model.latentSize());
          return estimator.surrogate(
              graph,
              model,
              strategy.family().posterior(graph, phi, model.latentSize()),
              data,
              strategy.family().noise(graph, model.latentSize()),
              config.samples());
        },
        strategy.innerLoop(),
        strategy
            .innerLoop()
            .map(
                inner ->
                    LocalInference.compile(
                        executor, model, strategy.family(), estimator, inner.optimisation())),
        model.dataSize(),
        strategy.family().noiseSize(model.latentSize()),
        strategy.family().rowSize(model.latentSize()),
        config,
        name);
  }

  /// Training of a model without latent variables, by the gradient of its log-density.
  ///
  /// @param name what progress reports call this training
  public Trainer(GraphExecutor executor, DensityModel model, TrainingConfig config, String name) {
    this(
        executor,
        model.parameters(),
        graph -> {
          SDVariable logProb = model.logProb(graph, model.data(graph));
          return new Bound(logProb, logProb);
        },
        Optional.empty(),
        Optional.empty(),
        model.dataSize(),
        0,
        0,
        config,
        name);
  }

  private Trainer(
      GraphExecutor executor,
      List<ParameterSpec> specs,
      Function<Graph, Bound> step,
      Optional<InnerLoop> innerLoop,
      Optional<LocalInference> innerInference,
      int dataSize,
      int noiseSize,
      int rowSize,
      TrainingConfig config,
      String name) {
    this.specs = List.copyOf(specs);
    this.innerLoop = innerLoop;
    this.innerInference = innerInference;
    this.dataSize = dataSize;
    this.noiseSize = noiseSize;
    this.rowSize = rowSize;
    this.config = config;
    this.name = name;
    shuffling = new NoiseSource(config.seed(), Purpose.SHUFFLING);
    trainingNoise = new NoiseSource(config.seed(), Purpose.TRAINING);
    localNoise = new NoiseSource(config.seed(), Purpose.LOCAL_OPTIMISATION);
    Graph graph = new Graph(DataType.FLOAT);
    Bound bound = step.apply(graph);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().mean());
    masked = graph.hasInput(LatentVariableModel.MASK);
    this.step =
        executor.compile(graph, List.of("bound"), specs.stream().map(ParameterSpec::name).toList());
  }

  private static List<ParameterSpec> specs(
      LatentVariableModel model, InferenceStrategy strategy, GradientEstimator estimator) {
    List<ParameterSpec> specs = new ArrayList<>(model.parameters());
    specs.addAll(strategy.parameters());
    specs.addAll(strategy.family().parameters(model.latentSize()));
    specs.addAll(estimator.parameters());
    return specs;
  }

  /// θ and λ, in the order of their arrays.
  public List<ParameterSpec> parameters() {
    return specs;
  }

  /// The state before the first step.
  public TrainingState start(int trainingPoints) {
    Parameters parameters =
        Parameters.initial(
            specs, new NoiseSource(config.seed(), Purpose.INITIALISATION), DataType.FLOAT);
    return new TrainingState(
        parameters,
        config.adam().start(parameters),
        innerInference.map(inner -> inner.initialRows(trainingPoints)));
  }

  /// Whether this training, on so many data points, can be in such a state.
  public boolean canReach(TrainingState state, int trainingPoints) {
    TrainingState.Counters at = state.counters();
    int batches = Math.ceilDiv(trainingPoints, config.batchSize());
    long rows = innerInference.isEmpty() ? 0 : (long) trainingPoints * rowSize;
    boolean judged = config.earlyStopping().isPresent() && at.epoch() > 0;
    return at.epoch() <= config.epochs()
        && at.step() == (long) at.epoch() * batches + at.batch()
        && at.batch() <= batches // All, where measuring the epoch was interrupted.
        && (at.epoch() < config.epochs() || at.batch() == 0)
        && state.phiTable().map(table -> table.length).orElse(0) == rows
        && state.best().isPresent() == judged
        && state.stopped() == (judged && outOfPatience(state, config.earlyStopping().get()));
  }

  /// Trains to the end, or until the thread is interrupted: then the state is that between two
  /// steps, and training it further gives what an uninterrupted run gives.
  ///
  /// @param monitoring what is measured after each epoch
  /// @param afterEpoch called after each epoch, with its metrics in the state's history
  /// @return whether training is complete
  /// @throws NonFiniteObjectiveException if the bound becomes NaN or infinite, naming step and
  ///     batch
  public boolean train(
      TrainingState state,
      Observations data,
      Monitoring monitoring,
      Consumer<TrainingState> afterEpoch) {
    data.requireMask(masked);
    int batches = Math.ceilDiv(data.count(), config.batchSize());
    Progress progress =
        Progress.resume(name, (long) config.epochs() * batches, state.counters.step());
    inputs.share(state.parameters());
    int largest = Math.min(config.batchSize(), data.count());
    x = HostArrays.allocate("a batch [data points x data size]", largest, dataSize);
    mask = new float[masked ? x.length : 0];
    epsilon =
        HostArrays.allocate(
            "the noise [samples x data points x noise size]", config.samples(), largest, noiseSize);
    try {
      while (state.counters.epoch() < config.epochs() && !state.stopped) {
        trainEpoch(state, data, batches, progress);
        finishEpoch(state, monitoring);
        afterEpoch.accept(state);
      }
    } catch (InterruptedTaskException e) {
      return false;
    }
    if (config.earlyStopping().isPresent()) {
      state.best.ifPresent(best -> state.parameters().assign(best.parameters()));
    }
    progress.finish(figures(state));
    return true;
  }

  private void trainEpoch(TrainingState state, Observations data, int batches, Progress progress) {
    int epoch = state.counters.epoch();
    int[] order = shuffling.permutation(data.count(), epoch);
    for (int b = state.counters.batch(); b < batches; b++) {
      Interrupts.check();
      int from = b * config.batchSize();
      int[] batch =
          Arrays.copyOfRange(order, from, Math.min(order.length, from + config.batchSize()));
      trainStep(state, data, batch, epoch + (double) b / batches);
      progress.advance(1, b % 10 == 0 ? figures(state) : Map.of());
    }
  }

  private void trainStep(TrainingState state, Observations data, int[] batch, double epoch) {
    long start = System.nanoTime();
    TrainingState.Counters before = state.counters;
    int count = batch.length;
    data.batch(batch, before.epoch(), x);
    double klWeight = config.klWeight(epoch);
    int innerSteps = 0;
    if (innerInference.isPresent()) {
      innerSteps = optimiseLocally(state, batch, klWeight);
    }
    weight[0] = (float) klWeight;
    inputs.set("x", x, count, dataSize).set(Objective.KL_WEIGHT, weight, 1);
    if (masked) {
      data.batchMask(batch, before.epoch(), mask);
      inputs.set(LatentVariableModel.MASK, mask, count, dataSize);
    }
    if (noiseSize > 0) {
      trainingNoise.gaussian(before.step(), batch, 0, config.samples(), noiseSize, epsilon);
      inputs.set(PosteriorFamily.NOISE, epsilon, (long) config.samples() * count, noiseSize);
    }
    Results results = step.run(inputs);
    double elboSum = HostArrays.sum(results.output("bound"));
    if (!Double.isFinite(elboSum)) {
      throw new NonFiniteObjectiveException(
          "The bound became %s in '%s' at step %d (epoch %d, batch %d); use a smaller learning rate, gradient clipping or KL warm-up."
              .formatted(elboSum, name, before.step() + 1, before.epoch() + 1, before.batch() + 1));
    }
    config
        .clipNorm()
        .ifPresent(
            norm -> GradientClipping.clip(state.parameters().names(), results::gradient, norm));
    double rate = config.learningRate().at(epoch / config.epochs());
    config.adam().ascend(state.parameters(), results::gradient, state.optimiser(), rate);
    state.counters =
        new TrainingState.Counters(
            before.epoch(),
            before.batch() + 1,
            before.step() + 1,
            before.gradientEvaluations() + (innerSteps + 1L) * count,
            before.seconds() + (System.nanoTime() - start) * 1e-9,
            before.elboSum() + elboSum,
            before.elboCount() + count);
  }

  /// The inner loop of SVI on the φᵢ of a minibatch; leaves φ in the table and in the step's
  /// inputs.
  private int optimiseLocally(TrainingState state, int[] batch, double klWeight) {
    InnerLoop inner = innerLoop.orElseThrow();
    LocalInference local = innerInference.orElseThrow();
    float[] table = state.phiTable().orElseThrow();
    float[] rows = local.initialRows(batch.length);
    if (inner.start() == InnerLoop.Start.WARM) {
      for (int i = 0; i < batch.length; i++) {
        System.arraycopy(table, batch[i] * rowSize, rows, i * rowSize, rowSize);
      }
    }
    LocalInference.Outcome outcome =
        local.optimise(
            state.parameters(), x, batch, rows, klWeight, localNoise, state.counters.step());
    for (int i = 0; i < batch.length; i++) {
      System.arraycopy(outcome.phi(), i * rowSize, table, batch[i] * rowSize, rowSize);
    }
    inputs.set(PosteriorFamily.PHI, outcome.phi(), batch.length, rowSize);
    return outcome.steps();
  }

  private void finishEpoch(TrainingState state, Monitoring monitoring) {
    TrainingState.Counters done = state.counters;
    OptionalDouble validationElbo = measure(monitoring.validation(), state);
    int epoch = done.epoch() + 1;
    state
        .history()
        .add(
            new EpochMetrics(
                epoch,
                done.step(),
                done.gradientEvaluations(),
                done.seconds(),
                done.elboSum() / done.elboCount(),
                measure(monitoring.test(), state),
                validationElbo));
    state.counters =
        new TrainingState.Counters(
            epoch, 0, done.step(), done.gradientEvaluations(), done.seconds(), 0, 0);
    config.earlyStopping().ifPresent(rule -> judge(state, rule, epoch, validationElbo));
  }

  private static OptionalDouble measure(Optional<HeldOut> heldOut, TrainingState state) {
    return heldOut.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(heldOut.get().elbo(state.parameters()));
  }

  private void judge(
      TrainingState state,
      TrainingConfig.EarlyStopping rule,
      int epoch,
      OptionalDouble validationElbo) {
    double elbo =
        validationElbo.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Early stopping needs validation data to measure the ELBO on."));
    double toBeat =
        state
            .best
            .map(best -> best.validationElbo() + rule.minimumImprovement())
            .orElse(Double.NEGATIVE_INFINITY);
    if (elbo > toBeat) {
      state.best = Optional.of(new TrainingState.Best(epoch, elbo, state.parameters().values()));
    }
    state.stopped = outOfPatience(state, rule);
  }

  private static boolean outOfPatience(TrainingState state, TrainingConfig.EarlyStopping rule) {
    return state.counters.epoch() - state.best.orElseThrow().epoch() >= rule.patience();
  }

  private static Map<String, Double> figures(TrainingState state) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (state.counters.elboCount() > 0) {
      figures.put("train ELBO (nats)", state.counters.elboSum() / state.counters.elboCount());
    } else if (!state.history().isEmpty()) {
      figures.put("train ELBO (nats)", state.history().getLast().trainElbo());
    }
    if (!state.history().isEmpty()) {
      state.history().getLast().testElbo().ifPresent(elbo -> figures.put("test ELBO (nats)", elbo));
    }
    return figures;
  }

  @Override
  public void close() {
    step.close();
    innerInference.ifPresent(LocalInference::close);
    inputs.close();
  }
}
