package org.vaelab.evidence.annealing;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Results;
import org.vaelab.graph.TooLargeException;
import org.vaelab.inference.Computation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;

/// The densities (1 − β) log q(z) + β log p(x, z) between q and the joint, for C chains of each of
/// a batch of data points.
final class AnnealedPath {
  private final Session session;
  private final LocalPosteriors batch;
  private final int chains;
  private final Densities densities;
  private final float[] beta = new float[1];
  private final float[] logBase;
  private final float[] logJoint;
  private long evaluations;

  /// log q(z), log p(x, z) and the gradient of the path's density.
  record Densities(PosteriorFamily family, int chains) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      SDVariable z = graph.input("z", -1, size);
      SDVariable temperature = graph.input("beta", 1);
      SDVariable base = family.posterior(graph, family.phi(graph, size), size).logProb(z, chains);
      SDVariable joint = model.logJoint(graph, model.data(graph), z, chains);
      graph.output("logBase", base);
      graph.output("logJoint", joint);
      graph.objective(base.add(joint.sub(base).mul(temperature)).sum());
    }

    @Override
    public List<String> gradients() {
      return List.of("z");
    }
  }

  /// Samples of q.
  record Base(PosteriorFamily family, int chains) implements Computation {
    @Override
    public void write(Graph graph, LatentVariableModel model) {
      int size = model.latentSize();
      graph.output(
          "z",
          family
              .posterior(graph, family.phi(graph, size), size)
              .sample(family.noise(graph, size), chains));
    }
  }

  /// @param batch B data points with the q to start from, which stays open
  /// @param chains C
  AnnealedPath(Session session, LocalPosteriors batch, int chains) {
    session.model().prior().requireContinuous("Annealed importance sampling");
    this.session = session;
    this.batch = batch;
    this.chains = chains;
    densities = new Densities(batch.family(), chains);
    logBase = new float[rows()];
    logJoint = new float[rows()];
    session.feed(batch);
  }

  /// C*B
  int rows() {
    return TooLargeException.elements("the chains", chains, batch.count());
  }

  /// Samples of q, `[C*B, Z]`.
  float[] sampleBase(NoiseSource<?> noise) {
    int size = batch.family().noiseSize(session.model().latentSize());
    float[] epsilon = noise.gaussian(0, batch.points().ids(), 0, chains, size);
    session.inputs().set(PosteriorFamily.NOISE, epsilon, rows(), size);
    return HostArrays.floats(session.run(new Base(batch.family(), chains)).output("z"));
  }

  /// The density at β. What it evaluated last is in [#logRatio].
  LogDensity at(double inverseTemperature) {
    return (z, logDensity, gradient) -> {
      beta[0] = (float) inverseTemperature;
      session.inputs().set("z", z, rows(), session.model().latentSize()).set("beta", beta, 1);
      Results results = session.run(densities);
      HostArrays.copy(results.output("logBase"), logBase);
      HostArrays.copy(results.output("logJoint"), logJoint);
      HostArrays.copy(results.gradient("z"), gradient);
      for (int row = 0; row < logDensity.length; row++) {
        logDensity[row] =
            (1 - inverseTemperature) * logBase[row] + inverseTemperature * logJoint[row];
      }
      evaluations += rows();
    };
  }

  /// log p(x, z) − log q(z) where a density was evaluated last.
  double logRatio(int row) {
    return (double) logJoint[row] - logBase[row];
  }

  /// Decoder evaluations so far, each with its gradient.
  long evaluations() {
    return evaluations;
  }
}
