package org.vaelab.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.vaelab.graph.ParameterSpec;

/// The layers that a [ConvEncoder] goes through from large images to small ones, and a
/// [ConvDecoder] the other way.
///
/// @param channels of the images behind each layer, in the order from large to small
/// @param kernel height and width of the windows
/// @param stride by which each layer divides, or multiplies, height and width
/// @param hidden widths of the fully connected layers between the smallest image and z, in the
///     order from x to z
public record Convolutions(
    List<Integer> channels, int kernel, int stride, List<Integer> hidden, Activation activation)
    implements Serializable {

  public Convolutions {
    channels = List.copyOf(channels);
    hidden = List.copyOf(hidden);
    if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1)) {
      throw new IllegalArgumentException(
          "Convolutions need one layer or more with positive channels, not %s."
              .formatted(channels));
    }
    if (stride < 1 || kernel < stride) {
      throw new IllegalArgumentException(
          "A kernel of %d with a stride of %d leaves pixels out; use a stride of 1 or more and a kernel at least as large."
              .formatted(kernel, stride));
    }
  }

  /// Kernels of 4 x 4 and a stride of 2: with an even kernel all pixels are in as many windows, so
  /// that no checkerboard shows in what is generated (Odena, Dumoulin and Olah 2016); no fully
  /// connected layers between.
  public static Convolutions of(Activation activation, int... channels) {
    return new Convolutions(Arrays.stream(channels).boxed().toList(), 4, 2, List.of(), activation);
  }

  int layers() {
    return channels.size();
  }

  /// What such images are behind so many layers.
  ImageShape behind(int layers, ImageShape images) {
    if (layers == 0) {
      return images;
    }
    ImageShape larger = behind(layers - 1, images);
    return new ImageShape(
        Math.ceilDiv(larger.height(), stride),
        Math.ceilDiv(larger.width(), stride),
        channels.get(layers - 1));
  }

  /// The kernel `[kernel, kernel, larger image's channels, smaller image's]` between what is behind
  /// so many layers and behind one more.
  ParameterSpec weights(String network, int layer, ImageShape images) {
    return ParameterSpec.kernel(
        network + ".K" + layer,
        kernel,
        stride,
        behind(layer, images).planes(),
        channels.get(layer));
  }
}
