package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;

/// Bits of which each is a logistic regression on those before it, a_d = b_d + Σ_{e<d} x_e W_ed, a
/// fully visible sigmoid belief network (Neal 1992; Frey 1998). Its
/// log-likelihood is concave in θ = (W, b); W = 0 is independent bits.
///
/// @param dataSize D
public record AutoregressiveBernoulli(int dataSize) implements Autoregressive {

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
  public SDVariable logits(Graph graph, SDVariable x) {
    INDArray before = HostArrays.zeros(graph.type(), dataSize, dataSize);
    for (int e = 0; e < dataSize; e++) {
      for (int d = e + 1; d < dataSize; d++) {
        before.putScalar(e, d, 1);
      }
    }
    SDVariable masked = graph.parameter(weights()).mul(x.getSameDiff().constant(before));
    return x.mmul(masked).add(graph.parameter(bias()));
  }
}
