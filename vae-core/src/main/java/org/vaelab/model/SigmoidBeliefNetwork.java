package org.vaelab.model;

import static org.vaelab.graph.SafeOps.bySample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;

/// One layer of binary latent variables: z_l ~ Bernoulli(σ(a_l)), x given z ~ Bernoulli(σ(net(z)))
/// (Neal 1992; without hidden layers it is his sigmoid belief network of depth two).
///
/// @param dataSize D
/// @param latentBits L
/// @param hidden widths of the network's hidden layers, from z to x
public record SigmoidBeliefNetwork(
    int dataSize, int latentBits, List<Integer> hidden, Activation activation)
    implements DiscreteLatentModel {

  public SigmoidBeliefNetwork {
    hidden = List.copyOf(hidden);
  }

  private ParameterSpec priorLogits() {
    return ParameterSpec.constantRow("prior.logits", latentBits, 0);
  }

  private Mlp decoder() {
    return new Mlp("decoder", latentBits, hidden, dataSize, activation);
  }

  @Override
  public int[] cardinalities() {
    int[] two = new int[latentBits];
    Arrays.fill(two, 2);
    return two;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(decoder().parameters());
    specs.add(priorLogits());
    return specs;
  }

  /// Σ_l z·a − softplus(a) + Σ_d x·logit(z) − softplus(logit(z))
  @Override
  public SDVariable logJoint(Graph graph, SDVariable x, SDVariable z, int samples) {
    SDVariable prior = graph.parameter(priorLogits());
    SDVariable logPrior = bySample(z.mul(prior).sub(SafeOps.softplus(prior)), samples, latentBits);
    SDVariable logits = decoder().apply(graph, z);
    SDVariable logLikelihood = new Likelihood.Bernoulli().logProb(x, logits, samples, dataSize);
    return logLikelihood.add(logPrior.sum(2));
  }
}
