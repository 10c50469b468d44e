package org.vaelab.gradient;

import java.math.BigInteger;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.FactorisedBernoulli;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.Support;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;

/// The exact gradient of the ELBO of bits z, Σ_z q(z; φ) (log p(x given z) − β log q(z; φ)/p(z)):
/// what estimators estimate, where all configurations can be summed over. The decoder runs once for
/// all data points of a batch, so this needs bits of x, whose log-likelihood is linear in x.
public record EnumeratedGradient() implements GradientEstimator {
  /// The most configurations: 2¹².
  public static final int LARGEST_COUNT = 1 << 12;

  @Override
  public String label() {
    return "exact by enumeration";
  }

  /// @throws IllegalArgumentException if z or x are not bits, or z has more than [#LARGEST_COUNT]
  ///     configurations
  @Override
  public Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples) {
    if (!(model instanceof Vae vae
        && vae.likelihood() instanceof Likelihood.Bernoulli
        && posterior instanceof FactorisedBernoulli bits)) {
      throw new IllegalArgumentException(
          "The exact gradient by enumeration needs z and x of bits; use the score function or VIMCO.");
    }
    SDVariable z = x.getSameDiff().constant(configurations(graph, vae));
    int count = (int) z.getShape()[0];
    SDVariable logits = vae.decoder().apply(graph, z);
    SDVariable logLikelihood =
        product(x, logits).sub(SafeOps.softplus(logits).sum(1).reshape(1, -1));
    SDVariable logPrior = vae.prior().logProb(graph, z, count).reshape(1, -1);
    SDVariable logPosterior =
        product(bits.logits(), z)
            .sub(SafeOps.sum(SafeOps.softplus(bits.logits()), 1, bits.size()).reshape(-1, 1));
    SDVariable divergence = logPosterior.sub(logPrior);
    SDVariable q = x.getSameDiff().math.exp(logPosterior);
    SDVariable weight = graph.input(Objective.KL_WEIGHT, 1);
    return new Bound(
        q.mul(logLikelihood.sub(divergence)).sum(1),
        q.mul(logLikelihood.sub(divergence.mul(weight))).sum(1));
  }

  /// a bᵀ
  private static SDVariable product(SDVariable a, SDVariable b) {
    return a.getSameDiff().mmul(a, b, false, true, false);
  }

  /// All values of z, `[C, Z]`.
  private static INDArray configurations(Graph graph, Vae model) {
    Support support =
        model
            .prior()
            .support()
            .filter(s -> s.count().compareTo(BigInteger.valueOf(LARGEST_COUNT)) <= 0)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The exact gradient sums over at most %,d configurations of z, and there are more; use fewer units, or the score function or VIMCO."
                            .formatted(LARGEST_COUNT)));
    int count = support.count().intValueExact();
    INDArray all = HostArrays.zeros(graph.type(), count, model.latentSize());
    double[] z = new double[model.latentSize()];
    for (int c = 0; c < count; c++) {
      support.write(c, z, 0);
      for (int l = 0; l < z.length; l++) {
        all.putScalar(c, l, z[l]);
      }
    }
    return all;
  }
}
