package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A fully connected network with a linear last layer.
///
/// @param name prefix of its parameters' names
/// @param in size of the input
/// @param hidden widths of the hidden layers, possibly none
/// @param out size of the output
public record Mlp(String name, int in, List<Integer> hidden, int out, Activation activation)
    implements Network {

  public Mlp {
    hidden = List.copyOf(hidden);
    if (in < 1 || out < 1 || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "Network '%s' needs positive widths but has %d, %s, %d."
              .formatted(name, in, hidden, out));
    }
  }

  /// Weights `[in, out]` and biases `[1, out]` of every layer, first layer first.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    int width = in;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      int next = layer < hidden.size() ? hidden.get(layer) : out;
      specs.add(ParameterSpec.weights(name + ".W" + layer, width, next));
      specs.add(ParameterSpec.constantRow(name + ".b" + layer, next, 0));
      width = next;
    }
    return specs;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    List<ParameterSpec> specs = parameters();
    SDVariable h = rows;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      SDVariable weights = graph.parameter(specs.get(2 * layer));
      SDVariable bias = graph.parameter(specs.get(2 * layer + 1));
      h = h.mmul(weights).add(bias);
      if (layer < hidden.size()) {
        h = activation.apply(h);
      }
    }
    return h;
  }
}
