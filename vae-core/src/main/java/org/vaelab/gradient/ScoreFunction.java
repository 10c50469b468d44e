package org.vaelab.gradient;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;
import org.vaelab.objective.JointSample;
import org.vaelab.objective.Objective;

/// The score function gradient of the ELBO, or REINFORCE: E_q[(f(z) − b) ∇ log q(z; φ)] with
/// f = log p(x given z) − β (log q(z) − log p(z)) (Williams 1992; CS236, lecture on learning deep
/// generative models). It takes no gradient through z, which may be discrete. With K > 1 samples
/// the baseline b of each is the mean of the others (Mnih and Rezende 2016); one sample has none.
public record ScoreFunction() implements GradientEstimator {
  @Override
  public String label() {
    return "score function";
  }

  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    SDVariable z = SafeOps.stopGradient(posterior.sample(noise, samples));
    Posterior.Draw draw = new Posterior.Draw(z, posterior.logProb(z, samples));
    JointSample sample = JointSample.of(graph, model, draw, x, samples);
    SDVariable weight = graph.input(Objective.KL_WEIGHT, 1);
    SDVariable divergence = sample.logPosterior().sub(sample.logPrior());
    SDVariable weighted = sample.logLikelihood().sub(divergence.mul(weight));
    SDVariable signal = weighted;
    if (samples > 1) {
      // f_k − mean of the others = (f_k − mean of all) K / (K − 1)
      SDVariable mean = SafeOps.mean(signal, 0, samples).reshape(1, -1);
      signal = signal.sub(mean).mul(samples / (samples - 1.0));
    }
    SDVariable score = SafeOps.stopGradient(signal).mul(draw.logProb());
    return new Bound(
        SafeOps.mean(sample.logWeight(), 0, samples),
        SafeOps.mean(weighted.add(score), 0, samples));
  }
}
