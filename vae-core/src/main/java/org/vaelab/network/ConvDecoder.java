package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A convolutional network from vectors to images of any height and width: fully connected layers,
/// then transposed convolutions, the last of them linear.
///
/// @param name prefix of its parameters' names
/// @param in size of the input
/// @param convolutions gone through from the last to the first
/// @param images of the output
public record ConvDecoder(String name, int in, Convolutions convolutions, ImageShape images)
    implements Network {

  public ConvDecoder {
    if (in < 1) {
      throw new IllegalArgumentException(
          "Network '%s' needs inputs, not %d of them.".formatted(name, in));
    }
  }

  @Override
  public int out() {
    return images.size();
  }

  private ImageShape behind(int layers) {
    return convolutions.behind(layers, images);
  }

  private Mlp dense() {
    return new Mlp(
        name + ".dense",
        in,
        convolutions.hidden().reversed(),
        behind(convolutions.layers()).size(),
        convolutions.activation());
  }

  private ParameterSpec kernel(int layer) {
    return convolutions.weights(name, layer, images);
  }

  private ParameterSpec bias(int layer) {
    return ParameterSpec.constantRow(name + ".b" + layer, behind(layer).planes(), 0);
  }

  /// Weights and biases of the fully connected layers, then kernels
  /// `[kernel, kernel, larger image's channels, smaller image's]` and biases of every layer, from
  /// the smallest image to the largest.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(dense().parameters());
    for (int layer = convolutions.layers() - 1; layer >= 0; layer--) {
      specs.add(kernel(layer));
      specs.add(bias(layer));
    }
    return specs;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    Activation activation = convolutions.activation();
    ImageShape smallest = behind(convolutions.layers());
    SDVariable h =
        activation
            .apply(dense().apply(graph, rows))
            .reshape(-1, smallest.height(), smallest.width(), smallest.planes());
    for (int layer = convolutions.layers() - 1; layer >= 0; layer--) {
      SDVariable kernel = graph.parameter(kernel(layer));
      h = SafeOps.transposedConvolution(h, kernel, convolutions.kernel(), convolutions.stride());
      h = cut(h, behind(layer)).add(graph.parameter(bias(layer)));
      h = layer > 0 ? activation.apply(h) : h;
    }
    return h.permute(0, 3, 1, 2).reshape(-1, images.size());
  }

  /// Multiplying gives lines or columns too many where a size is no multiple of the stride.
  private SDVariable cut(SDVariable larger, ImageShape to) {
    int stride = convolutions.stride();
    boolean fits = to.height() % stride == 0 && to.width() % stride == 0;
    return fits
        ? larger
        : larger.get(
            SDIndex.all(),
            SDIndex.interval(0, to.height()),
            SDIndex.interval(0, to.width()),
            SDIndex.all());
  }
}
