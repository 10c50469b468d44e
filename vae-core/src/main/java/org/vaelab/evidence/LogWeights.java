package org.vaelab.evidence;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.inference.Computation;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;

/// log w = log p(x, z) − log q(z) and the ELBO of samples z ~ q, `[K, B]` each, in nats.
///
/// @param samples K
/// @param weights whether the weights are wanted; the ELBO alone may need fewer densities
record LogWeights(PosteriorFamily family, int samples, boolean weights) implements Computation {
  static final String WEIGHT = "logWeight";
  static final String ELBO = "elbo";

  @Override
  public void write(Graph graph, LatentVariableModel model) {
    SDVariable x = model.data(graph);
    int size = model.latentSize();
    Posterior posterior = family.posterior(graph, family.phi(graph, size), size);
    JointSample sample =
        JointSample.of(graph, model, posterior, x, family.noise(graph, size), samples);
    graph.output(ELBO, Elbo.standard().ofEachSample(graph, model, posterior, sample));
    if (weights) {
      graph.output(WEIGHT, sample.logWeight());
    }
  }
}
