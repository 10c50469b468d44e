package org.vaelab.network;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A network that reads the first numbers of its rows alone: the decoder of a model whose other
/// latent variables reach x only through those.
///
/// @param network of the first numbers
/// @param in size of a whole row
public record FirstColumns(Network network, int in) implements Network {

  /// @throws IllegalArgumentException if rows are shorter than what the network reads
  public FirstColumns {
    if (in < network.in()) {
      throw new IllegalArgumentException(
          "Rows of %d numbers are too short for a network that reads %d."
              .formatted(in, network.in()));
    }
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
    return network.apply(graph, SafeOps.columns(rows, 0, network.in()));
  }
}
