package org.vaelab.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Results;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;

/// Computes log w = log p(x, z) − log q(z) and the ELBO of samples z ~ q.
/// Compiles a graph per number of samples.
final class LogWeights implements AutoCloseable {
  private final GraphExecutor executor;
  private final LatentVariableModel model;
  private final PosteriorFamily family;
  private final Map<Integer, CompiledGraph> bySamples = new HashMap<>();

  /// Both `[K, B]`, row-major, in nats.
  record Values(float[] logWeights, float[] elbos) {}

  LogWeights(GraphExecutor executor, LatentVariableModel model, PosteriorFamily family) {
    this.executor = executor;
    this.model = model;
    this.family = family;
  }

  /// @param inputs θ, `x` `[B, D]`, `phi` `[B, P]` and `noise` `[K*B, E]`
  Values run(Inputs inputs, int samples) {
    Results results = bySamples.computeIfAbsent(samples, this::compile).run(inputs);
    return new Values(
        HostArrays.floats(results.output("logWeight")), HostArrays.floats(results.output("elbo")));
  }

  private CompiledGraph compile(int samples) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = model.data(graph);
    int size = model.latentSize();
    Posterior posterior = family.posterior(graph, family.phi(graph, size), size);
    JointSample sample =
        JointSample.of(graph, model, posterior, x, family.noise(graph, size), samples);
    graph.output("logWeight", sample.logWeight());
    graph.output("elbo", Elbo.standard().ofEachSample(graph, model, posterior, sample));
    return executor.compile(graph, List.of("logWeight", "elbo"), List.of());
  }

  @Override
  public void close() {
    bySamples.values().forEach(CompiledGraph::close);
  }
}
