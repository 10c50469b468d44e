package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Graph;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// Convolutions whose output at a pixel reads pixels before it in reading order, and no others
/// (PixelCNN: van den Oord, Kalchbrenner and Kavukcuoglu 2016): the windows of the first layer are
/// masked from their middle on (mask A), those of later layers from behind it (mask B). As there, a
/// wedge of pixels above and to the right stays unseen. After the first layer come residual ones, h
/// + conv(relu(h)), then two of single pixels. What leads to the outputs starts at zero.
///
/// @param name prefix of its parameters' names
/// @param images of input and output, one number a pixel
/// @param channels numbers a pixel has in hidden layers
/// @param layers residual layers
public record MaskedConvolutions(String name, ImageShape images, int channels, int layers)
    implements Network {
  private static final int FIRST_KERNEL = 7;
  private static final int KERNEL = 3;

  public MaskedConvolutions {
    if (images.planes() != 1 || channels < 1 || layers < 0) {
      throw new IllegalArgumentException(
          "Masked convolutions '%s' need images of one number a pixel, channels and no negative count of layers, not %s, %d and %d."
              .formatted(name, images, channels, layers));
    }
  }

  @Override
  public int in() {
    return images.size();
  }

  @Override
  public int out() {
    return images.size();
  }

  private ParameterSpec kernel(int layer) {
    return layer == 0
        ? ParameterSpec.kernel(name + ".K0", FIRST_KERNEL, 1, 1, channels)
        : ParameterSpec.kernel(name + ".K" + layer, KERNEL, 1, channels, channels);
  }

  private ParameterSpec bias(int layer) {
    return ParameterSpec.constantRow(name + ".b" + layer, channels, 0);
  }

  private ParameterSpec mixing() {
    return ParameterSpec.weights(name + ".mixing", channels, channels);
  }

  private ParameterSpec output() {
    return ConditionalMlp.zeros(name + ".output", channels, 1);
  }

  private ParameterSpec outputBias() {
    return ParameterSpec.constantRow(name + ".output.b", 1, 0);
  }

  /// Kernels `[size, size, channels, channels]` and biases of all layers, the last bias that of the
  /// single pixels' first layer.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer <= layers; layer++) {
      specs.add(kernel(layer));
      specs.add(bias(layer));
    }
    specs.addAll(List.of(mixing(), bias(layers + 1), output(), outputBias()));
    return specs;
  }

  private SDVariable masked(Graph graph, int layer) {
    ParameterSpec spec = kernel(layer);
    int size = (int) spec.shape()[0];
    int middle = size * size / 2;
    INDArray mask = HostArrays.zeros(graph.type(), size, size, 1, 1);
    for (int at = 0; at < (layer == 0 ? middle : middle + 1); at++) {
      mask.putScalar(at / size, at % size, 0, 0, 1);
    }
    SDVariable kernel = graph.parameter(spec);
    return kernel.mul(kernel.getSameDiff().constant(mask));
  }

  private SDVariable convolution(Graph graph, SDVariable h, int layer) {
    int size = (int) kernel(layer).shape()[0];
    return SafeOps.convolution(h, masked(graph, layer), size, 1).add(graph.parameter(bias(layer)));
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    SDVariable h = convolution(graph, rows.reshape(-1, images.height(), images.width(), 1), 0);
    for (int layer = 1; layer <= layers; layer++) {
      h = h.add(convolution(graph, Activation.RELU.apply(h), layer));
    }
    SDVariable pixels = Activation.RELU.apply(h).reshape(-1, channels);
    SDVariable mixed =
        Activation.RELU.apply(
            pixels.mmul(graph.parameter(mixing())).add(graph.parameter(bias(layers + 1))));
    return mixed
        .mmul(graph.parameter(output()))
        .add(graph.parameter(outputBias()))
        .reshape(-1, images.size());
  }
}
