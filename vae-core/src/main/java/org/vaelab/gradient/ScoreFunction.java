package org.vaelab.gradient;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.objective.Bound;
import org.vaelab.objective.JointSample;
import org.vaelab.objective.Objective;

/// The score function gradient of the ELBO, or REINFORCE: E_q[(f(z) − b) ∇ log q(z; φ)] with
/// f = log p(x given z) − β (log q(z) − log p(z)) (Williams 1992; CS236, lecture on learning deep
/// generative models). It takes no gradient through z, which may be discrete.
///
/// @param baseline b, which does not depend on z and changes the variance alone
public record ScoreFunction(Baseline baseline) implements GradientEstimator {

  /// With the mean of the other samples as baseline.
  public ScoreFunction() {
    this(Simple.LEAVE_ONE_OUT);
  }

  /// What is subtracted from f.
  public sealed interface Baseline {}

  /// Baselines with nothing to learn.
  public enum Simple implements Baseline {
    /// Nothing.
    NONE,
    /// The mean of f at the other K − 1 samples (Mnih and Rezende 2016); one sample has none.
    LEAVE_ONE_OUT
  }

  /// b(x), whose squared distance from f is minimised in the same step (NVIL, Mnih and Gregor
  /// 2014).
  ///
  /// @param network from x to one number
  public record Learned(Network network) implements Baseline {
    /// A fully connected network.
    ///
    /// @param dataSize D
    /// @param hidden widths of its hidden layers
    public Learned(int dataSize, List<Integer> hidden) {
      this(new Mlp("baseline", dataSize, hidden, 1, Activation.TANH));
    }

    /// b(x), `[1, B]`.
    private SDVariable of(Graph graph, SDVariable x, int dataSize) {
      if (network.in() != dataSize || network.out() != 1) {
        throw new IllegalArgumentException(
            "The baseline maps %d numbers to %d, but takes x of %d to one."
                .formatted(network.in(), network.out(), dataSize));
      }
      return network.apply(graph, x).reshape(1, -1);
    }
  }

  @Override
  public String label() {
    return switch (baseline) {
      case Simple.NONE -> "score function without baseline";
      case Simple.LEAVE_ONE_OUT -> "score function";
      case Learned _ -> "score function with a learned baseline";
    };
  }

  @Override
  public List<ParameterSpec> parameters() {
    return baseline instanceof Learned learned ? learned.network().parameters() : List.of();
  }

  /// Samples through which no gradient passes.
  static Posterior.Draw constantDraw(Posterior posterior, SDVariable noise, int samples) {
    SDVariable z = SafeOps.stopGradient(posterior.sample(noise, samples));
    return new Posterior.Draw(z, posterior.logProb(z, samples));
  }

  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    Posterior.Draw draw = constantDraw(posterior, noise, samples);
    JointSample sample = JointSample.of(graph, model, draw, x, samples);
    SDVariable weight = graph.input(Objective.KL_WEIGHT, 1);
    SDVariable divergence = sample.logPosterior().sub(sample.logPrior());
    SDVariable weighted = sample.logLikelihood().sub(divergence.mul(weight));
    SDVariable f = SafeOps.stopGradient(weighted);
    SDVariable trained =
        switch (baseline) {
          case Simple.NONE -> weighted.add(f.mul(draw.logProb()));
          case Simple.LEAVE_ONE_OUT -> weighted.add(aboveOthers(f, samples).mul(draw.logProb()));
          case Learned learned -> {
            SDVariable above = f.sub(learned.of(graph, x, model.dataSize()));
            SDVariable score = SafeOps.stopGradient(above).mul(draw.logProb());
            yield weighted.add(score).sub(x.getSameDiff().math.square(above));
          }
        };
    return new Bound(
        SafeOps.mean(sample.logWeight(), 0, samples), SafeOps.mean(trained, 0, samples));
  }

  /// f_k − mean of the others = (f_k − mean of all) K / (K − 1)
  private static SDVariable aboveOthers(SDVariable f, int samples) {
    if (samples == 1) {
      return f;
    }
    SDVariable mean = SafeOps.mean(f, 0, samples).reshape(1, -1);
    return f.sub(mean).mul(samples / (samples - 1.0));
  }
}
