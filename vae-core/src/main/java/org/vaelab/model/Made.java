package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.Activation;
import org.vaelab.network.MaskedMlp;

/// Bits of which each depends on those before it through one masked network (Germain, Gregor,
/// Murray and Larochelle 2015). Without hidden layers it is [AutoregressiveBernoulli]. It starts as
/// fair coins.
///
/// @param dataSize D
/// @param hidden widths of the network's hidden layers
public record Made(int dataSize, List<Integer> hidden, Activation activation)
    implements Autoregressive {

  public Made {
    hidden = List.copyOf(hidden);
  }

  private MaskedMlp network() {
    return new MaskedMlp("made", MaskedMlp.natural(dataSize), 0, hidden, 1, activation);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return network().parameters();
  }

  @Override
  public SDVariable logits(Graph graph, SDVariable x) {
    return network().apply(graph, x);
  }
}
