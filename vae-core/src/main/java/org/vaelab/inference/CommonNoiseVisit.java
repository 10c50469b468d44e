package org.vaelab.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.algorithm.Algorithm;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.optimisation.Lbfgs;

/// A visit of a batch by [Lbfgs]: the K samples of noise of each data point are the same in all
/// steps, which makes its bound a function of φ without noise (a sample average approximation;
/// Giordano, Ingram and Broderick 2024). Each data point has its own pairs and its own steps; a
/// step of the visit is one gradient for every data point. φ in the table is the best so far.
///
/// @param session whose noise is set
/// @param bound what is ascended
/// @param ids of the B points
/// @param maximumSteps T
final class CommonNoiseVisit implements Algorithm<CommonNoiseVisit.State> {
  static final State START = new State(LocalOptimiser.State.START, List.of());

  private final Session session;
  private final Value bound;
  private final Lbfgs optimiser;
  private final LocalOptimisation config;
  private final int[] ids;
  private final PhiTable phi;
  private final IntConsumer before;

  CommonNoiseVisit(
      Session session,
      BoundGradient bound,
      Lbfgs optimiser,
      LocalOptimisation config,
      int[] ids,
      PhiTable phi,
      IntConsumer before) {
    this.session = session;
    this.bound = new Value(bound);
    this.optimiser = optimiser;
    this.config = config;
    this.ids = ids;
    this.phi = phi;
    this.before = before;
  }

  /// @param progress steps taken, and the mean of the best bounds after each
  /// @param rows the search of each data point, none before the first step
  record State(LocalOptimiser.State progress, List<Lbfgs.State> rows) {}

  /// The bound with the KL term weighted, as a value beside its gradient.
  private record Value(BoundGradient bound) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      Posterior posterior = bound.posterior(graph, model);
      if (!bound.estimator().differentiatesBound(posterior)) {
        throw new IllegalArgumentException(
            "L-BFGS needs the derivative of the bound itself, which %s with %s does not give; use Adam."
                .formatted(bound.estimator().label(), posterior.getClass().getSimpleName()));
      }
      SDVariable ascended = bound.bound(graph, model, posterior).trained();
      graph.output("ascended", ascended);
      graph.objective(ascended.sum());
      graph.repeatsWith(PosteriorFamily.PHI);
    }

    @Override
    public List<String> gradients() {
      return bound.gradients();
    }
  }

  @Override
  public State step(State state) {
    int step = state.progress.step();
    before.accept(step);
    double rate = config.rate(step);
    float[] trials = step == 0 ? phi.rows() : trials(state.rows);
    session.inputs().set(PosteriorFamily.PHI, trials, ids.length, phi.width());
    Results results = step == 0 ? session.run(bound) : session.repeat(bound);
    float[] values = HostArrays.floats(results.output("ascended"));
    float[] gradients = HostArrays.floats(results.gradient(PosteriorFamily.PHI));
    List<Lbfgs.State> moved = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < ids.length; i++) {
      float[] gradient = row(gradients, i);
      Lbfgs.State row =
          step == 0
              ? start(i, row(trials, i), values[i], gradient, rate)
              : optimiser.step(state.rows.get(i), values[i], gradient, rate);
      phi.assign(i, row.point());
      sum += row.value();
      moved.add(row);
    }
    return new State(state.progress.with(sum / ids.length, config.window()), moved);
  }

  private Lbfgs.State start(int i, float[] point, double value, float[] gradient, double rate) {
    if (!Double.isFinite(value)) {
      throw new NonFiniteObjectiveException(
          "The bound of data point %d is %s where its local optimisation starts; start it elsewhere."
              .formatted(ids[i], value));
    }
    return optimiser.start(point, value, gradient, rate);
  }

  private float[] trials(List<Lbfgs.State> rows) {
    float[] trials = new float[ids.length * phi.width()];
    for (int i = 0; i < ids.length; i++) {
      System.arraycopy(rows.get(i).trial(), 0, trials, i * phi.width(), phi.width());
    }
    return trials;
  }

  private float[] row(float[] rows, int i) {
    return Arrays.copyOfRange(rows, i * phi.width(), (i + 1) * phi.width());
  }

  @Override
  public boolean complete(State state) {
    return state.progress.step() == config.maximumSteps();
  }

  @Override
  public State finish(State state) {
    session.inputs().share(PosteriorFamily.PHI, phi.array());
    return state;
  }

  @Override
  public long work() {
    return config.maximumSteps();
  }

  @Override
  public long done(State state) {
    return state.progress.step();
  }

  @Override
  public double[] criterion(State state) {
    return state.progress.windows();
  }
}
