package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A convolutional network from images of any height and width to vectors: convolutions, then fully
/// connected layers, the last of them linear.
///
/// @param name prefix of its parameters' names
/// @param images of the input
/// @param out size of the output
public record ConvEncoder(String name, ImageShape images, Convolutions convolutions, int out)
    implements Network {

  public ConvEncoder {
    if (out < 1) {
      throw new IllegalArgumentException(
          "Network '%s' needs outputs, not %d of them.".formatted(name, out));
    }
  }

  @Override
  public int in() {
    return images.size();
  }

  private ParameterSpec kernel(int layer) {
    return convolutions.weights(name, layer, images);
  }

  private ParameterSpec bias(int layer) {
    return ParameterSpec.constantRow(name + ".b" + layer, convolutions.channels().get(layer), 0);
  }

  /// Numbers behind the last convolution.
  private int smallest() {
    return convolutions.behind(convolutions.layers(), images).size();
  }

  private Mlp dense() {
    return new Mlp(
        name + ".dense", smallest(), convolutions.hidden(), out, convolutions.activation());
  }

  /// Kernels `[kernel, kernel, channels, next layer's channels]` and biases of every layer, first
  /// layer first, then weights and biases of the fully connected ones.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < convolutions.layers(); layer++) {
      specs.add(kernel(layer));
      specs.add(bias(layer));
    }
    specs.addAll(dense().parameters());
    return specs;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    SDVariable h =
        rows.reshape(-1, images.planes(), images.height(), images.width()).permute(0, 2, 3, 1);
    for (int layer = 0; layer < convolutions.layers(); layer++) {
      SDVariable kernel = graph.parameter(kernel(layer));
      h = SafeOps.convolution(h, kernel, convolutions.kernel(), convolutions.stride());
      h = convolutions.activation().apply(h.add(graph.parameter(bias(layer))));
    }
    return dense().apply(graph, h.reshape(-1, smallest()));
  }
}
