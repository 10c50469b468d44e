package org.vaelab.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.model.LatentVariableModel;

/// Samples z ~ q(z; φ) with the terms that bounds and importance weights are made of.
///
/// @param z `[K*B, Z]`, K outermost
/// @param logLikelihood log p(x given z), `[K, B]`, in nats
/// @param logPrior log p(z), `[K, B]`, in nats
/// @param logPosterior log q(z), `[K, B]`, in nats
public record JointSample(
    SDVariable z, SDVariable logLikelihood, SDVariable logPrior, SDVariable logPosterior) {

  /// @param x `[B, D]`
  /// @param noise standard normal `[K*B, E]`, K outermost
  /// @param samples K
  public static JointSample of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    return of(graph, model, posterior.draw(noise, samples), x, samples);
  }

  /// The same of samples that were drawn already.
  public static JointSample of(
      Graph graph, LatentVariableModel model, Posterior.Draw draw, SDVariable x, int samples) {
    return new JointSample(
        draw.z(),
        model.logLikelihood(graph, x, draw.z(), samples),
        model.prior().logProb(graph, draw.z(), samples),
        draw.logProb());
  }

  /// log w = log p(x, z) − log q(z), `[K, B]`.
  public SDVariable logWeight() {
    return logLikelihood.add(logPrior.sub(logPosterior));
  }
}
