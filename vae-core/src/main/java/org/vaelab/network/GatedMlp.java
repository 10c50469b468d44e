package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A fully connected network of gated layers, h = (xW + b) ⊙ σ(xV + c) (Tomczak and Welling 2018),
/// with a linear last layer.
///
/// @param name prefix of its parameters' names
/// @param in size of the input
/// @param hidden widths of the hidden layers, possibly none
/// @param out size of the output
public record GatedMlp(String name, int in, List<Integer> hidden, int out) implements Network {

  public GatedMlp {
    hidden = List.copyOf(hidden);
    if (in < 1 || out < 1 || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "Network '%s' needs positive widths but has %d, %s, %d."
              .formatted(name, in, hidden, out));
    }
  }

  /// The input's size of a layer.
  private int width(int layer) {
    return layer == 0 ? in : hidden.get(layer - 1);
  }

  private List<ParameterSpec> affine(String weights, String bias, int layer) {
    int next = layer < hidden.size() ? hidden.get(layer) : out;
    return List.of(
        ParameterSpec.weights(name + weights + layer, width(layer), next),
        ParameterSpec.constantRow(name + bias + layer, next, 0));
  }

  private List<ParameterSpec> values(int layer) {
    return affine(".W", ".b", layer);
  }

  private List<ParameterSpec> gates(int layer) {
    return affine(".V", ".c", layer);
  }

  /// W `[in, out]`, b `[1, out]`, V and c of every hidden layer, first layer first, then W and b of
  /// the last.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < hidden.size(); layer++) {
      specs.addAll(values(layer));
      specs.addAll(gates(layer));
    }
    specs.addAll(values(hidden.size()));
    return specs;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    SDVariable h = rows;
    for (int layer = 0; layer < hidden.size(); layer++) {
      SDVariable gate = rows.getSameDiff().nn.sigmoid(affine(graph, h, gates(layer)));
      h = affine(graph, h, values(layer)).mul(gate);
    }
    return affine(graph, h, values(hidden.size()));
  }

  private static SDVariable affine(Graph graph, SDVariable h, List<ParameterSpec> layer) {
    return h.mmul(graph.parameter(layer.getFirst())).add(graph.parameter(layer.getLast()));
  }
}
