package org.vaelab.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.model.DensityModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// What a step of training raises.
sealed interface Target extends Serializable {

  String BOUND = "bound";

  /// All that is trained.
  List<ParameterSpec> parameters();

  /// Writes it, `[B]`, into the graph of a step.
  Bound write(Graph graph);

  /// The graph of a step, whose output [#BOUND] is the bound `[B]`.
  default Graph graph() {
    Graph graph = new Graph(DataType.FLOAT);
    Bound bound = write(graph);
    graph.output(BOUND, bound.value());
    graph.objective(bound.trained().mean());
    return graph;
  }

  /// D
  int dataSize();

  /// E, of the noise `[K*B, E]` that a step needs; 0 for none.
  int noiseSize();

  Session session(GraphExecutor executor, Parameters parameters);

  /// The inner loop that precedes each step, if there is one.
  Optional<InnerLoop> innerLoop();

  /// Its visits.
  Optional<Visits> visits(Session session, long seed);

  /// How many gradients for one data point a step takes, all told.
  ///
  /// @param innerSteps that the inner loop took
  int gradientEvaluations(int innerSteps);

  /// Where the table of φ of so many points starts, if φ is kept between visits.
  Optional<PhiTable> table(int points, long seed);

  /// A saved table of φ, if φ is kept and these can be its rows, and its moments if they are kept
  /// too.
  Optional<PhiTable> table(float[] rows, Optional<PhiTable.Kept> moments);

  /// A bound on log p(x) of a model with latent variables.
  ///
  /// @param samples K
  record OfBound(
      LatentVariableModel model,
      InferenceStrategy strategy,
      GradientEstimator estimator,
      int samples)
      implements Target {

    @Override
    public List<ParameterSpec> parameters() {
      List<ParameterSpec> all = new ArrayList<>(strategy.parametersWith(model));
      all.addAll(estimator.parameters());
      return all;
    }

    @Override
    public Bound write(Graph graph) {
      int size = model.latentSize();
      SDVariable x = model.data(graph);
      SDVariable noise = family().noise(graph, size);
      SDVariable phi = strategy.phi(graph, x, size);
      Bound bound =
          estimator.surrogate(
              graph, model, family().posterior(graph, phi, size), x, noise, samples);
      return strategy
          .ownObjective(graph, model, estimator, x, noise, samples)
          .map(own -> new Bound(bound.value(), bound.trained().add(own)))
          .orElse(bound);
    }

    private PosteriorFamily family() {
      return strategy.family();
    }

    @Override
    public int dataSize() {
      return model.dataSize();
    }

    @Override
    public int noiseSize() {
      return family().noiseSize(model.latentSize());
    }

    @Override
    public Session session(GraphExecutor executor, Parameters parameters) {
      return new Session(executor, model, parameters);
    }

    @Override
    public Optional<InnerLoop> innerLoop() {
      return strategy.innerLoop();
    }

    @Override
    public Optional<Visits> visits(Session session, long seed) {
      return innerLoop()
          .map(inner -> new Visits(session, family(), estimator, inner, samples, seed));
    }

    @Override
    public int gradientEvaluations(int innerSteps) {
      return strategy.gradientEvaluations(innerSteps);
    }

    @Override
    public Optional<PhiTable> table(int points, long seed) {
      return innerLoop()
          .filter(InnerLoop::remembers)
          .map(
              inner -> {
                PhiTable table =
                    PhiTable.initial(
                        family(),
                        model.latentSize(),
                        IntStream.range(0, points).toArray(),
                        NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION));
                return inner.keepsMoments() ? table.keepingMoments() : table;
              });
    }

    @Override
    public Optional<PhiTable> table(float[] rows, Optional<PhiTable.Kept> moments) {
      int width = family().rowSize(model.latentSize());
      boolean fits = rows.length > 0 && rows.length % width == 0;
      boolean momentsFit = moments.map(kept -> kept.fits(rows.length, width)).orElse(true);
      return innerLoop()
          .filter(inner -> inner.remembers() && inner.keepsMoments() == moments.isPresent())
          .filter(inner -> fits && momentsFit)
          .map(inner -> PhiTable.of(family(), model.latentSize(), rows))
          .map(table -> moments.map(table::keeping).orElse(table));
    }
  }

  /// log p(x) of a model without latent variables.
  record OfDensity(DensityModel model) implements Target {
    @Override
    public List<ParameterSpec> parameters() {
      return model.parameters();
    }

    @Override
    public Bound write(Graph graph) {
      SDVariable logProb = model.logProb(graph, model.data(graph));
      return new Bound(logProb, logProb);
    }

    @Override
    public int dataSize() {
      return model.dataSize();
    }

    @Override
    public int noiseSize() {
      return 0;
    }

    @Override
    public Session session(GraphExecutor executor, Parameters parameters) {
      return new Session(executor, model, parameters);
    }

    @Override
    public Optional<InnerLoop> innerLoop() {
      return Optional.empty();
    }

    @Override
    public Optional<Visits> visits(Session session, long seed) {
      return Optional.empty();
    }

    @Override
    public int gradientEvaluations(int innerSteps) {
      return 1;
    }

    @Override
    public Optional<PhiTable> table(int points, long seed) {
      return Optional.empty();
    }

    @Override
    public Optional<PhiTable> table(float[] rows, Optional<PhiTable.Kept> moments) {
      return Optional.empty();
    }
  }
}
