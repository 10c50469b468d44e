package org.vaelab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
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
sealed interface Target {

  /// All that is trained.
  List<ParameterSpec> parameters();

  /// Writes it, `[B]`, into the graph of a step.
  Bound write(Graph graph);

  /// D
  int dataSize();

  /// E, of the noise `[K*B, E]` that a step needs; 0 for none.
  int noiseSize();

  Session session(GraphExecutor executor, Parameters parameters);

  /// The inner loop that precedes each step, if there is one.
  Optional<Visits> visits(Session session, long seed);

  /// Whether φ of all points is kept between visits.
  boolean remembers();

  /// Where the table of φ of so many points starts, if φ is kept between visits.
  Optional<PhiTable> table(int points, long seed);

  /// A saved table of φ, if φ is kept and these can be its rows.
  Optional<PhiTable> table(float[] rows);

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
    public Optional<Visits> visits(Session session, long seed) {
      return strategy
          .innerLoop()
          .map(inner -> new Visits(session, family(), estimator, inner, seed));
    }

    @Override
    public Optional<PhiTable> table(int points, long seed) {
      return remembers()
          ? Optional.of(
              PhiTable.initial(
                  family(),
                  model.latentSize(),
                  IntStream.range(0, points).toArray(),
                  NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION)))
          : Optional.empty();
    }

    @Override
    public Optional<PhiTable> table(float[] rows) {
      return remembers()
              && rows.length > 0
              && rows.length % family().rowSize(model.latentSize()) == 0
          ? Optional.of(PhiTable.of(family(), model.latentSize(), rows))
          : Optional.empty();
    }

    @Override
    public boolean remembers() {
      return strategy.innerLoop().map(InnerLoop::remembers).orElse(false);
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
    public Optional<Visits> visits(Session session, long seed) {
      return Optional.empty();
    }

    @Override
    public boolean remembers() {
      return false;
    }

    @Override
    public Optional<PhiTable> table(int points, long seed) {
      return Optional.empty();
    }

    @Override
    public Optional<PhiTable> table(float[] rows) {
      return Optional.empty();
    }
  }
}
