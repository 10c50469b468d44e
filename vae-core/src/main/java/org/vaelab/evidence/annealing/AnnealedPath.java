package org.vaelab.evidence.annealing;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Results;
import org.vaelab.graph.TooLargeException;
import org.vaelab.model.LatentVariableModel;

/// log q(z) and log p(x, z) of the chains of a batch of data points, and the gradient of the path's
/// log density (1 − β) log q(z) + β log p(x, z) with respect to z.
final class AnnealedPath implements AutoCloseable {
  private final Problem batch;
  private final int chains;
  private final CompiledGraph density;
  private final Inputs inputs = new Inputs(DataType.FLOAT);
  private final float[] beta = new float[1];
  private long evaluations;

  /// Densities `[C*B]`, C outermost, and the gradient `[C*B, Z]`.
  static final class Values {
    final float[] logBase;
    final float[] logJoint;
    final float[] gradient;

    Values(int rows, int latentSize) {
      logBase = new float[rows];
      logJoint = new float[rows];
      gradient =
          HostArrays.allocate("the chains [chains x data points x latent size]", rows, latentSize);
    }
  }

  AnnealedPath(Problem batch, int chains) {
    this.batch = batch;
    this.chains = chains;
    LatentVariableModel model = batch.model();
    model.prior().requireContinuous("Annealed importance sampling");
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable z = graph.input("z", -1, model.latentSize());
    SDVariable temperature = graph.input("beta", 1);
    SDVariable logBase = posterior(graph).logProb(z, chains);
    SDVariable logJoint = model.logJoint(graph, model.data(graph), z, chains);
    graph.output("logBase", logBase);
    graph.output("logJoint", logJoint);
    graph.objective(logBase.add(logJoint.sub(logBase).mul(temperature)).sum());
    density = batch.executor().compile(graph, List.of("logBase", "logJoint"), List.of("z"));
    inputs
        .share(batch.theta())
        .set("x", batch.x(), batch.count(), model.dataSize())
        .set(PosteriorFamily.PHI, batch.phi(), batch.count(), rowSize());
  }

  private int rowSize() {
    return batch.family().rowSize(batch.model().latentSize());
  }

  private Posterior posterior(Graph graph) {
    int size = batch.model().latentSize();
    return batch.family().posterior(graph, batch.family().phi(graph, size), size);
  }

  int rows() {
    return TooLargeException.elements("the chains", chains, batch.count());
  }

  Values values() {
    return new Values(rows(), batch.model().latentSize());
  }

  /// Samples of q.
  ///
  /// @param noise `[C*B, E]`
  /// @return z `[C*B, Z]`
  float[] sampleBase(float[] noise) {
    Graph graph = new Graph(DataType.FLOAT);
    int size = batch.model().latentSize();
    SDVariable epsilon = batch.family().noise(graph, size);
    graph.output("z", posterior(graph).sample(epsilon, chains));
    try (CompiledGraph sampler = batch.executor().compile(graph, List.of("z"), List.of())) {
      inputs.set(PosteriorFamily.NOISE, noise, rows(), batch.family().noiseSize(size));
      return HostArrays.floats(sampler.run(inputs).output("z"));
    }
  }

  /// Evaluates densities and gradient at z `[C*B, Z]`.
  void evaluate(float[] z, double inverseTemperature, Values out) {
    beta[0] = (float) inverseTemperature;
    inputs.set("z", z, rows(), batch.model().latentSize()).set("beta", beta, 1);
    Results results = density.run(inputs);
    HostArrays.copy(results.output("logBase"), out.logBase);
    HostArrays.copy(results.output("logJoint"), out.logJoint);
    HostArrays.copy(results.gradient("z"), out.gradient);
    evaluations += rows();
  }

  /// Decoder evaluations so far, each with its gradient.
  long evaluations() {
    return evaluations;
  }

  @Override
  public void close() {
    density.close();
    inputs.close();
  }
}
