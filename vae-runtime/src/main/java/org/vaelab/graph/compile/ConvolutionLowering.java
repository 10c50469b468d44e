package org.vaelab.graph.compile;

import static org.vaelab.graph.compile.Windows.Role.FEATURES;
import static org.vaelab.graph.compile.Windows.Role.IMAGES;
import static org.vaelab.graph.compile.Windows.Role.KERNEL;

import java.util.Arrays;
import org.vaelab.nativemath.Elementwise;

/// Rewrites convolutions, transposed convolutions and their gradients. All of them are products of
/// two of the three: images, their windows' features, and the kernel; a transposed convolution's
/// output are the images.
final class ConvolutionLowering {
  private static final int STRIDES = 2;
  private static final int PADDING = 4;
  private static final int MODE = 8;
  private static final int CHANNELS_LAST = 9;
  private static final int VALID = 0;
  private static final int SAME = 1;

  private final NodeFactory nodes;

  ConvolutionLowering(NodeFactory nodes) {
    this.nodes = nodes;
  }

  View convolution(OpArguments op, View x, View kernel) {
    View images = channelsLast(op, x);
    Windows windows = windows(op, images.shape(), kernel.shape());
    return asGiven(op, features(windows, images, kernel));
  }

  View transposed(OpArguments op, View x, View kernel) {
    View features = channelsLast(op, x);
    long[] shape = imagesOf(op, features.shape(), kernel.shape());
    return asGiven(op, images(windows(op, shape, kernel.shape()), features, kernel, shape));
  }

  /// @param output 0 for the gradient of x, 1 for that of the kernel
  View gradient(OpArguments op, View x, View kernel, View upstream, int output) {
    boolean transposed = op.name().startsWith("deconv");
    View images = channelsLast(op, transposed ? upstream : x);
    View features = channelsLast(op, transposed ? x : upstream);
    Windows windows = windows(op, images.shape(), kernel.shape());
    if (output == 1) {
      return nodes.convolution(windows, KERNEL, images, features, kernel.shape());
    }
    return asGiven(
        op,
        transposed
            ? features(windows, images, kernel)
            : images(windows, features, kernel, images.shape()));
  }

  /// The sum of a gradient over all pixels, where a bias was added to each.
  View biasGradient(OpArguments op, View bias, View upstream) {
    return nodes.sumTo(channelsLast(op, upstream), bias.shape());
  }

  View withBias(OpArguments op, View y, View bias) {
    long[] shape = {1, 1, 1, bias.count()};
    return asGiven(op, nodes.map(Elementwise.ADD, channelsLast(op, y), nodes.reshape(bias, shape)));
  }

  /// Every pixel repeated in both directions.
  View upsampling(OpArguments op, View x) {
    View pixels = channelsLast(op, x);
    long[] from = pixels.shape();
    long[] to = {from[0], from[1] * op.integer(0), from[2] * op.integer(1), from[3]};
    View repeated = nodes.reshape(pixels, repeats(from, from)).broadcast(repeats(from, to));
    return asGiven(op, nodes.reshape(repeated, to));
  }

  View upsamplingGradient(OpArguments op, View x, View upstream) {
    View gradient = channelsLast(op, upstream);
    long[] to = channelsLast(op, x).shape();
    View repeated = nodes.reshape(gradient, repeats(to, gradient.shape()));
    return asGiven(op, nodes.reshape(nodes.reduce(Reducer.SUM, repeated, repeats(to, to)), to));
  }

  /// The larger images' shape, with dimensions of their own for the repeats.
  private static long[] repeats(long[] small, long[] large) {
    return new long[] {
      small[0], small[1], large[1] / small[1], small[2], large[2] / small[2], small[3]
    };
  }

  private View features(Windows windows, View images, View kernel) {
    long[] shape = {images.shape()[0], windows.rows(), windows.columns(), kernel.shape()[3]};
    return nodes.convolution(windows, FEATURES, images, matrix(kernel), shape);
  }

  private View images(Windows windows, View features, View kernel, long[] shape) {
    return nodes.convolution(windows, IMAGES, features, matrix(kernel).permute(1, 0), shape);
  }

  private View matrix(View kernel) {
    long[] shape = kernel.shape();
    return nodes.reshape(kernel, new long[] {shape[0] * shape[1] * shape[2], shape[3]});
  }

  /// Upsampling has the channels first, as OpAllowList requires.
  private static boolean hasChannelsLast(OpArguments op) {
    return !op.name().startsWith("upsampling") && op.integer(CHANNELS_LAST) == 1;
  }

  private static View channelsLast(OpArguments op, View x) {
    return hasChannelsLast(op) ? x : x.permute(0, 2, 3, 1);
  }

  private static View asGiven(OpArguments op, View x) {
    return hasChannelsLast(op) ? x : x.permute(0, 3, 1, 2);
  }

  private static Windows windows(OpArguments op, long[] images, long[] kernel) {
    if (images[3] != kernel[2]) {
      throw new UnknownOpException("a convolution of other channels than its kernel has");
    }
    if (op.integer(MODE) > SAME) {
      throw new UnknownOpException("a causal convolution");
    }
    int[] rows = edge(op, 0, images[1], kernel[0]);
    int[] columns = edge(op, 1, images[2], kernel[1]);
    int[] sizes = Arrays.stream(images).mapToInt(Math::toIntExact).toArray();
    return new Windows(
        sizes[1],
        sizes[2],
        sizes[3],
        (int) kernel[0],
        (int) kernel[1],
        (int) op.integer(STRIDES),
        (int) op.integer(STRIDES + 1),
        rows[0],
        columns[0],
        rows[1],
        columns[1]);
  }

  /// Pixels before the first and number of windows, in direction `d`.
  private static int[] edge(OpArguments op, int d, long pixels, long kernel) {
    long stride = op.integer(STRIDES + d);
    if (op.integer(MODE) == VALID) {
      long padding = op.integer(PADDING + d);
      return new int[] {(int) padding, (int) ((pixels - kernel + 2 * padding) / stride + 1)};
    }
    long windows = (pixels + stride - 1) / stride;
    return new int[] {(int) (((windows - 1) * stride + kernel - pixels) / 2), (int) windows};
  }

  /// The shape of the images whose windows a transposed convolution adds up.
  private static long[] imagesOf(OpArguments op, long[] features, long[] kernel) {
    long[] shape = {features[0], 0, 0, kernel[2]};
    for (int d = 0; d < 2; d++) {
      long stride = op.integer(STRIDES + d);
      shape[d + 1] =
          op.integer(MODE) == SAME
              ? stride * features[d + 1]
              : stride * (features[d + 1] - 1) + kernel[d] - 2 * op.integer(PADDING + d);
    }
    return shape;
  }
}
