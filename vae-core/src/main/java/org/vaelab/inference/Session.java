package org.vaelab.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.PriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.model.DensityModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A model with its parameters, ready to be asked. Each graph is compiled once and serves all
/// batches, epochs and estimators; parameters that move while they are trained are read as they
/// are. Belongs to one thread.
public final class Session implements AutoCloseable {
  private final GraphExecutor executor;
  private final Optional<LatentVariableModel> model;
  private final int dataSize;
  private final boolean masked;
  private final Parameters parameters;
  private final Inputs inputs = new Inputs(DataType.FLOAT);
  private final Map<Computation, CompiledGraph> graphs = new HashMap<>();
  // For a batch, filled again at each visit, as these must not burden the garbage collector.
  private float[] room = {};

  // For other threads, each with graphs of its own.
  private final List<Session> replicas = new ArrayList<>();

  /// @param parameters θ, and λ where an encoder is asked; they stay their owner's
  public Session(GraphExecutor executor, LatentVariableModel model, Parameters parameters) {
    this(executor, Optional.of(model), model.dataSize(), model.takesMask(), parameters);
  }

  /// A session of a model without latent variables: there is nothing to infer.
  ///
  /// @param parameters θ; they stay their owner's
  public Session(GraphExecutor executor, DensityModel model, Parameters parameters) {
    this(executor, Optional.empty(), model.dataSize(), false, parameters);
  }

  private Session(
      GraphExecutor executor,
      Optional<LatentVariableModel> model,
      int dataSize,
      boolean masked,
      Parameters parameters) {
    this.executor = executor;
    this.model = model;
    this.dataSize = dataSize;
    this.masked = masked;
    this.parameters = parameters;
    model.ifPresent(of -> of.fixedParameters().forEach(inputs::share));
    inputs.share(parameters);
  }

  public GraphExecutor executor() {
    return executor;
  }

  /// @throws IllegalStateException if the session is of a model without latent variables
  public LatentVariableModel model() {
    return model.orElseThrow(
        () -> new IllegalStateException("This session's model has no latent variables."));
  }

  /// θ and λ.
  public Parameters parameters() {
    return parameters;
  }

  /// What all computations read: the parameters under their names, and whatever was set last.
  public Inputs inputs() {
    return inputs;
  }

  /// @throws IllegalArgumentException if q of the family needs parameters that all data points
  ///     share and that were not trained with this session's model
  void requireParameters(PosteriorFamily family) {
    for (ParameterSpec spec : family.parameters(model().latentSize())) {
      INDArray array = parameters.arrays().get(spec.name());
      if (array == null || !Arrays.equals(array.shape(), spec.shape())) {
        throw new IllegalArgumentException(
            "A %s has parameters that all data points share, such as '%s', and this model was not trained with it; use a family whose parameters are all in a data point's row, such as RealNvpFamily."
                .formatted(family.label(), spec.name()));
      }
    }
  }

  /// Makes the points' x the input, and their mask where the model leaves missing values out.
  ///
  /// @throws org.vaelab.data.DataException if there is a mask and the model takes none, or if there
  ///     is none and it does
  public Session feed(Points points) {
    if (room.length < (long) points.count() * dataSize) {
      room = HostArrays.allocate("a batch [data points x data size]", points.count(), dataSize);
    }
    return feed(points.observations(), points.ids(), 0, room);
  }

  /// Makes the points' x and their φ the input, which are not copied: q must stay open meanwhile.
  public Session feed(LocalPosteriors q) {
    requireParameters(q.family());
    inputs.share(PosteriorFamily.PHI, q.phi().array());
    return feed(q.points());
  }

  /// Makes a batch as seen in an epoch the input.
  ///
  /// @param space for `[B, D]`, overwritten
  public Session feed(Observations data, int[] ids, long epoch, float[] space) {
    data.requireMask(masked);
    if (masked) {
      data.batchMask(ids, epoch, space);
      inputs.set(LatentVariableModel.MASK, space, ids.length, dataSize);
    }
    data.batch(ids, epoch, space);
    inputs.set("x", space, ids.length, dataSize);
    return this;
  }

  /// Runs a computation on the inputs as they are.
  ///
  /// @return results that stay valid until the same computation runs again
  public Results run(Computation computation) {
    return graph(computation).run(inputs);
  }

  /// Runs it again, where since the last time no values have changed but those of the inputs that
  /// its graph [repeats with][Graph#repeatsWith].
  Results repeat(Computation computation) {
    return graph(computation).repeat(inputs);
  }

  private CompiledGraph graph(Computation computation) {
    return graphs.computeIfAbsent(computation, this::compile);
  }

  private CompiledGraph compile(Computation computation) {
    Graph graph = new Graph(DataType.FLOAT);
    computation.write(graph, model());
    return executor.compile(graph, List.copyOf(graph.outputNames()), computation.gradients());
  }

  /// q of each point by a strategy's own inference.
  ///
  /// @param task what progress reports call it
  public LocalPosteriors infer(
      InferenceStrategy strategy,
      Points points,
      NoiseSource<Purpose.LocalOptimisation> noise,
      String task) {
    PosteriorFamily family = strategy.family();
    PhiTable phi = PhiTable.zeros(family, model().latentSize(), points.count());
    Batches batches = new Batches(strategy, points, phi, noise);
    batches.infer(sessions(batches.sessions()), task);
    return new LocalPosteriors(points, phi);
  }

  /// This one, and others of the same model and parameters for other threads, which it keeps and
  /// closes.
  ///
  /// @param count of all
  public List<Session> sessions(int count) {
    while (replicas.size() + 1 < count) {
      replicas.add(new Session(executor, model, dataSize, masked, parameters));
    }
    List<Session> sessions = new ArrayList<>(List.of(this));
    sessions.addAll(replicas.subList(0, count - 1));
    return sessions;
  }

  /// The same under a task's usual name.
  public LocalPosteriors infer(
      InferenceStrategy strategy, Points points, NoiseSource<Purpose.LocalOptimisation> noise) {
    return infer(strategy, points, noise, "inference");
  }

  /// The prior as every point's q.
  public LocalPosteriors prior(Points points) {
    PosteriorFamily family = new PriorFamily(model().prior());
    return new LocalPosteriors(
        points, PhiTable.zeros(family, model().latentSize(), points.count()));
  }

  /// E[x given z].
  ///
  /// @param z `[N, Z]`, row-major
  /// @return `[N, D]`, row-major
  public float[] decode(float[] z) {
    int size = model().latentSize();
    inputs.set("z", z, z.length / size, size);
    return HostArrays.floats(run(new Decoding()).output("mean"));
  }

  /// Means of q.
  ///
  /// @return `[N, Z]`, row-major
  /// @throws IllegalArgumentException if they have no closed form
  public float[] means(LocalPosteriors q) {
    inputs.share(PosteriorFamily.PHI, q.phi().array());
    return HostArrays.floats(run(new Means(q.family())).output("mean"));
  }

  /// E[x given z] of samples z from the prior.
  ///
  /// @param noise standard normal `[N, E]`, E the prior's noise size
  /// @return `[N, D]`, row-major
  public float[] decodePrior(float[] noise) {
    int size = model().prior().noiseSize();
    inputs.set(PosteriorFamily.NOISE, noise, noise.length / size, size);
    return HostArrays.floats(run(new PriorDecoding()).output("mean"));
  }

  /// E[x given z] at the mean of each q, or at a sample of q where the mean has no closed form.
  ///
  /// @param noise standard normal `[N, E]`, E the family's noise size
  /// @return `[N, D]`, row-major
  public float[] reconstruct(LocalPosteriors q, float[] noise) {
    inputs.share(PosteriorFamily.PHI, q.phi().array());
    inputs.set(PosteriorFamily.NOISE, noise, q.count(), noise.length / q.count());
    return HostArrays.floats(run(new Reconstruction(q.family())).output("mean"));
  }

  private record PriorDecoding() implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.prior().noiseSize();
      SDVariable noise = graph.input(PosteriorFamily.NOISE, -1, size);
      graph.output("mean", model.mean(graph, model.prior().sample(graph, noise)));
    }
  }

  private record Reconstruction(PosteriorFamily family) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      Posterior q = family.posterior(graph, family.phi(graph, size), size);
      SDVariable z = q.mean().orElseGet(() -> q.sample(family.noise(graph, size), 1));
      graph.output("mean", model.mean(graph, z));
    }
  }

  private record Decoding() implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      graph.output("mean", model.mean(graph, graph.input("z", -1, model.latentSize())));
    }
  }

  private record Means(PosteriorFamily family) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      SDVariable mean =
          family
              .posterior(graph, family.phi(graph, size), size)
              .mean()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "The mean of a %s has no closed form.".formatted(family.label())));
      graph.output("mean", mean);
    }
  }

  @Override
  public void close() {
    graphs.values().forEach(CompiledGraph::close);
    graphs.clear();
    replicas.forEach(Session::close);
    replicas.clear();
    inputs.close();
  }
}
