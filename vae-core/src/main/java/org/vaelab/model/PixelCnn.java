package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.network.ImageShape;
import org.vaelab.network.MaskedConvolutions;

/// Binary images of which each pixel depends on those above and to the left through masked
/// convolutions (van den Oord, Kalchbrenner and Kavukcuoglu 2016). It starts as fair coins.
///
/// @param channels numbers per pixel in the hidden layers
/// @param layers residual layers
public record PixelCnn(int height, int width, int channels, int layers) implements Autoregressive {

  private MaskedConvolutions network() {
    return new MaskedConvolutions("pixelcnn", new ImageShape(height, width, 1), channels, layers);
  }

  @Override
  public int dataSize() {
    return network().in();
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
