package org.vaelab.model;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// Bits of which each is a logistic regression on those before it: p(x) = Π_d Bernoulli(x_d;
/// σ(b_d + Σ_{e<d} x_e W_ed)), a fully visible sigmoid belief network (Neal 1992; Frey 1998). Its
/// log-likelihood is concave in θ = (W, b); W = 0 is independent bits.
///
/// @param dataSize D
public record AutoregressiveBernoulli(int dataSize) implements DensityModel {

  private ParameterSpec weights() {
    return new ParameterSpec(
        "autoregressive.W",
        new long[] {dataSize, dataSize},
        (shape, generator) -> new float[dataSize * dataSize]);
  }

  private ParameterSpec bias() {
    return ParameterSpec.constantRow("autoregressive.b", dataSize, 0);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(weights(), bias());
  }

  @Override
  public SDVariable logProb(Graph graph, SDVariable x) {
    INDArray before = HostArrays.zeros(graph.type(), dataSize, dataSize);
    for (int e = 0; e < dataSize; e++) {
      for (int d = e + 1; d < dataSize; d++) {
        before.putScalar(e, d, 1);
      }
    }
    SDVariable masked = graph.parameter(weights()).mul(x.getSameDiff().constant(before));
    SDVariable logits = x.mmul(masked).add(graph.parameter(bias()));
    return SafeOps.sum(x.mul(logits).sub(SafeOps.softplus(logits)), 1, dataSize);
  }

  /// Draws x, one bit after the other.
  ///
  /// @param theta values by name, row-major, as `Parameters.values()` gives them
  /// @return `[D]`
  public float[] draw(Map<String, float[]> theta, RandomGenerator generator) {
    float[] w = theta.get(weights().name());
    float[] b = theta.get(bias().name());
    float[] x = new float[dataSize];
    for (int d = 0; d < dataSize; d++) {
      double logit = b[d];
      for (int e = 0; e < d; e++) {
        logit += x[e] * w[e * dataSize + d];
      }
      x[d] = generator.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    }
    return x;
  }
}
