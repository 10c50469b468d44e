package org.vaelab.experiment.gradients;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.Network;

/// A network with constants added to its inputs and its outputs.
///
/// @param input `[in]`
/// @param output `[out]`
record Shifted(Network network, float[] input, float[] output) implements Network {
  @Override
  public int in() {
    return network.in();
  }

  @Override
  public int out() {
    return network.out();
  }

  @Override
  public List<ParameterSpec> parameters() {
    return network.parameters();
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    return network
        .apply(graph, rows.add(constant(graph, rows, input)))
        .add(constant(graph, rows, output));
  }

  private static SDVariable constant(Graph graph, SDVariable rows, float[] values) {
    INDArray row = HostArrays.create(graph.type(), values, 1, values.length);
    return rows.getSameDiff().constant(row);
  }
}
