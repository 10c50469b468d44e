package org.vaelab.graph;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.vaelab.graph.compile.Softplus;

/// Symbolic functions whose values and gradients hold where SameDiff's own overflow or throw.
public final class SafeOps {
  private static final double LARGEST = 1e38; // Near the greatest float.

  private SafeOps() {}

  /// log(1 + exp(x)), finite and with the right gradient for every finite x.
  public static SDVariable softplus(SDVariable x) {
    return Softplus.of(x);
  }

  /// 1 where x > 0, else 0, with gradient zero.
  public static SDVariable step(SDVariable x) {
    return stopGradient(x.getSameDiff().clipByValue(x.mul(LARGEST), 0, 1));
  }

  /// The sum of a matrix over one dimension of known size, as a vector. SameDiff's own reduction
  /// throws where there is nothing to reduce (a vector along its dimension of size one).
  public static SDVariable sum(SDVariable matrix, int dimension, long size) {
    return size == 1 ? matrix.reshape(-1) : matrix.sum(dimension);
  }

  /// The mean of a matrix over one dimension of known size, as a vector.
  public static SDVariable mean(SDVariable matrix, int dimension, long size) {
    return size == 1 ? matrix.reshape(-1) : matrix.mean(dimension);
  }

  /// log Σ exp(x) of a matrix over one dimension of known size, as a vector.
  public static SDVariable logSumExp(SDVariable matrix, int dimension, long size) {
    if (size == 1) {
      return matrix.reshape(-1);
    }
    var sd = matrix.getSameDiff();
    SDVariable max = stopGradient(matrix.max(true, dimension));
    SDVariable sum = sd.math.exp(matrix.sub(max)).sum(dimension);
    return sd.math.log(sum).add(max.reshape(-1));
  }

  /// log of the mean of exp(x) of a matrix over one dimension of known size, as a vector.
  public static SDVariable logMeanExp(SDVariable matrix, int dimension, long size) {
    return logSumExp(matrix, dimension, size).sub(Math.log(size));
  }

  /// The value of `x` with gradient zero.
  public static SDVariable stopGradient(SDVariable x) {
    return new StopGradient(x.getSameDiff(), x).outputVariable();
  }

  // Channels last: with channels first, plans copy all images into another order and take half as
  // long again. Other orders of a kernel have no gradient in SameDiff.

  /// A convolution with SAME padding: ⌈H/stride⌉ by ⌈W/stride⌉ pixels.
  ///
  /// @param images `[N, H, W, channels]`
  /// @param kernel `[size, size, channels, features]`
  /// @return `[N, ⌈H/stride⌉, ⌈W/stride⌉, features]`
  public static SDVariable convolution(SDVariable images, SDVariable kernel, int size, int stride) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(size)
            .kW(size)
            .sH(stride)
            .sW(stride)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(Conv2DConfig.NHWC)
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return images.getSameDiff().cnn.conv2d(images, kernel, config);
  }

  /// A transposed convolution with SAME padding: stride·H by stride·W pixels, the adjoint of
  /// [#convolution] of such images.
  ///
  /// @param images `[N, H, W, features]`
  /// @param kernel `[size, size, channels, features]`
  /// @return `[N, stride·H, stride·W, channels]`
  public static SDVariable transposedConvolution(
      SDVariable images, SDVariable kernel, int size, int stride) {
    DeConv2DConfig config =
        DeConv2DConfig.builder()
            .kH(size)
            .kW(size)
            .sH(stride)
            .sW(stride)
            .isSameMode(true)
            .dataFormat(DeConv2DConfig.NHWC)
            .build();
    return images.getSameDiff().cnn.deconv2d(images, kernel, config);
  }

  /// Every pixel repeated `factor` times in both directions.
  ///
  /// @param images `[N, H, W, channels]`
  /// @return `[N, factor·H, factor·W, channels]`
  public static SDVariable upsampling(SDVariable images, int factor) {
    SDVariable channelsFirst = images.permute(0, 3, 1, 2);
    return images
        .getSameDiff()
        .cnn
        .upsampling2d(channelsFirst, factor, factor, true)
        .permute(0, 2, 3, 1);
  }

  /// Columns from (inclusive) to (exclusive) of a matrix `[N, M]`.
  public static SDVariable columns(SDVariable matrix, int from, int to) {
    return matrix.get(SDIndex.all(), SDIndex.interval(from, to));
  }

  /// Regroups rows `[K*B, ...]`, K outermost, as `[K, B, ...]`.
  ///
  /// @param rowShape sizes of the dimensions behind the first
  public static SDVariable bySample(SDVariable rows, int samples, long... rowShape) {
    long[] shape = new long[rowShape.length + 2];
    shape[0] = samples;
    shape[1] = -1;
    System.arraycopy(rowShape, 0, shape, 2, rowShape.length);
    return rows.reshape(shape);
  }
}
