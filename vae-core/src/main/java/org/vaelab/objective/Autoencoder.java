package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The plain autoencoder (Rumelhart, Hinton and Williams 1986): log p(x given z) at the code z = μ
/// of each data point, without noise and without a divergence. It is no bound of log p(x), and the
/// scales of q are not trained.
public record Autoencoder() implements Objective {

  @Override
  public Bound of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      JointSample sample,
      int samples) {
    SDVariable reconstruction = SafeOps.mean(sample.logLikelihood(), 0, samples);
    return new Bound(reconstruction, reconstruction);
  }

  /// At ε = 0, where a Gaussian's sample is its mean.
  @Override
  public Bound bound(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    return Objective.super.bound(graph, model, posterior, x, noise.mul(0), samples);
  }
}
