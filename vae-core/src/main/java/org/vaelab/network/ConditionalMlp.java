package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A fully connected network of rows and, if there is one, of a context that many rows share. Its
/// linear last layer starts at zero.
///
/// @param name prefix of its parameters' names
/// @param in size of a row
/// @param context size C of the context, 0 for none
/// @param hidden widths of the hidden layers, at least one
/// @param out size of the output
public record ConditionalMlp(
    String name, int in, int context, List<Integer> hidden, int out, Activation activation) {

  public ConditionalMlp {
    hidden = List.copyOf(hidden);
    if (in < 1
        || context < 0
        || out < 1
        || hidden.isEmpty()
        || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "Network '%s' needs positive widths, a hidden layer among them, but maps %d numbers (context %d) by %s to %d."
              .formatted(name, in, context, hidden, out));
    }
  }

  private List<ParameterSpec> weights() {
    List<ParameterSpec> specs = new ArrayList<>();
    int width = in;
    for (int layer = 0; layer < hidden.size(); layer++) {
      specs.add(ParameterSpec.weights(name + ".W" + layer, width, hidden.get(layer)));
      width = hidden.get(layer);
    }
    specs.add(zeros(name + ".W" + hidden.size(), width, out));
    return specs;
  }

  private List<ParameterSpec> biases() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer <= hidden.size(); layer++) {
      int width = layer < hidden.size() ? hidden.get(layer) : out;
      specs.add(ParameterSpec.constantRow(name + ".b" + layer, width, 0));
    }
    return specs;
  }

  private ParameterSpec contextWeights() {
    return ParameterSpec.weights(name + ".context", context, hidden.getFirst());
  }

  static ParameterSpec zeros(String name, int in, int out) {
    ParameterSpec drawn = ParameterSpec.weights(name, in, out);
    return new ParameterSpec(name, drawn.shape(), (shape, generator) -> new float[drawn.size()]);
  }

  /// Their names are prefixed with the network's.
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(weights());
    specs.addAll(biases());
    if (context > 0) {
      specs.add(contextWeights());
    }
    return specs;
  }

  /// @param rows `[K*B, in]`, K outermost
  /// @param given the context `[B, C]`, not read where C is 0
  /// @param samples K
  /// @return `[K*B, out]`
  public SDVariable apply(Graph graph, SDVariable rows, SDVariable given, int samples) {
    List<ParameterSpec> weights = weights();
    List<ParameterSpec> biases = biases();
    SDVariable h = rows;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      h = h.mmul(graph.parameter(weights.get(layer))).add(graph.parameter(biases.get(layer)));
      if (layer == 0 && context > 0) {
        SDVariable term = given.mmul(graph.parameter(contextWeights()));
        h = withContext(h, term, samples, hidden.getFirst());
      }
      if (layer < hidden.size()) {
        h = activation.apply(h);
      }
    }
    return h;
  }

  /// Adds to the rows `[K*B, M]` what their data points' context gives, `[B, M]`.
  static SDVariable withContext(SDVariable rows, SDVariable term, int samples, int width) {
    return samples == 1
        ? rows.add(term)
        : SafeOps.bySample(rows, samples, width).add(term).reshape(-1, width);
  }
}
