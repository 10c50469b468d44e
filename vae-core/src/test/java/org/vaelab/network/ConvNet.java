package org.vaelab.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;

/// A convolutional network from images to vectors, or from vectors to images. Each layer halves, or
/// doubles, height and width, and one fully connected layer joins the smallest image and the
/// vector. Images are rows of `channels` planes, one after another, each `[height, width]`.
///
/// @param name prefix of its parameters' names
/// @param channels of the images, then of each layer, in the order from large images to small
/// @param vector size of the vector
public record ConvNet(
    String name,
    Direction direction,
    int height,
    int width,
    List<Integer> channels,
    int vector,
    Activation activation)
    implements Network {
  // Even, so that with a stride of two all pixels are in as many windows: no checkerboard in what
  // is generated (Odena et al. 2016).
  private static final int KERNEL = 4;
  private static final int STRIDE = 2;

  /// What the network's input and output are.
  public enum Direction {
    IMAGE_TO_VECTOR,
    VECTOR_TO_IMAGE
  }

  public ConvNet {
    channels = List.copyOf(channels);
    if (height < 1 || width < 1 || vector < 1 || channels.stream().anyMatch(c -> c < 1)) {
      throw new IllegalArgumentException(
          "Network '%s' needs positive sizes but has images of %d x %d, channels %s, vectors of %d."
              .formatted(name, height, width, channels, vector));
    }
    if (channels.size() < 2) {
      throw new IllegalArgumentException(
          "Network '%s' needs the channels of the images and of one layer or more, not %s."
              .formatted(name, channels));
    }
  }

  private int layers() {
    return channels.size() - 1;
  }

  /// A height or width behind so many layers.
  private static int reduced(int size, int layers) {
    return layers == 0 ? size : Math.ceilDiv(reduced(size, layers - 1), STRIDE);
  }

  private int imageSize(int layers) {
    return reduced(height, layers) * reduced(width, layers) * channels.get(layers);
  }

  private boolean generates() {
    return direction == Direction.VECTOR_TO_IMAGE;
  }

  @Override
  public int in() {
    return generates() ? vector : imageSize(0);
  }

  @Override
  public int out() {
    return generates() ? imageSize(0) : vector;
  }

  /// Between the images behind `layer` layers and those behind one more.
  private ParameterSpec kernel(int layer) {
    return ParameterSpec.kernel(
        name + ".K" + layer, KERNEL, channels.get(layer), channels.get(layer + 1));
  }

  private ParameterSpec bias(int layer) {
    return ParameterSpec.constantRow(
        name + ".b" + layer, channels.get(generates() ? layer : layer + 1), 0);
  }

  private ParameterSpec denseWeights() {
    int smallest = imageSize(layers());
    return ParameterSpec.weights(
        name + ".W", generates() ? vector : smallest, generates() ? smallest : vector);
  }

  private ParameterSpec denseBias() {
    return ParameterSpec.constantRow(name + ".b", generates() ? imageSize(layers()) : vector, 0);
  }

  /// Kernels `[4, 4, larger image's channels, smaller image's]` and biases of every layer, then
  /// weights and biases of the fully connected one.
  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      specs.add(kernel(layer));
      specs.add(bias(layer));
    }
    specs.add(denseWeights());
    specs.add(denseBias());
    return specs;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable rows) {
    return generates() ? generate(graph, rows) : recognise(graph, rows);
  }

  private SDVariable recognise(Graph graph, SDVariable rows) {
    SDVariable h = rows.reshape(-1, channels.getFirst(), height, width).permute(0, 2, 3, 1);
    for (int layer = 0; layer < layers(); layer++) {
      SDVariable kernel = graph.parameter(kernel(layer));
      h = SafeOps.convolution(h, kernel, KERNEL, STRIDE).add(graph.parameter(bias(layer)));
      h = activation.apply(h);
    }
    return dense(graph, h.reshape(-1, imageSize(layers())));
  }

  private SDVariable generate(Graph graph, SDVariable rows) {
    SDVariable h = activation.apply(dense(graph, rows));
    h = h.reshape(-1, reduced(height, layers()), reduced(width, layers()), channels.getLast());
    for (int layer = layers() - 1; layer >= 0; layer--) {
      h = SafeOps.transposedConvolution(h, graph.parameter(kernel(layer)), KERNEL, STRIDE);
      h = cut(h, layer).add(graph.parameter(bias(layer)));
      h = layer > 0 ? activation.apply(h) : h;
    }
    return h.permute(0, 3, 1, 2).reshape(-1, imageSize(0));
  }

  /// Doubling gives one line or column too many where a size is odd.
  private SDVariable cut(SDVariable images, int layers) {
    int lines = reduced(height, layers);
    int columns = reduced(width, layers);
    boolean fits = lines % STRIDE == 0 && columns % STRIDE == 0;
    return fits
        ? images
        : images.get(
            SDIndex.all(), SDIndex.interval(0, lines), SDIndex.interval(0, columns), SDIndex.all());
  }

  private SDVariable dense(Graph graph, SDVariable rows) {
    return rows.mmul(graph.parameter(denseWeights())).add(graph.parameter(denseBias()));
  }
}
