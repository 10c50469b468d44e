package org.vaelab.graph;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;

/// Symbolic functions whose values and gradients hold where SameDiff's own overflow or throw.
public final class SafeOps {
  // exp(30) leaves float room and softplus(x) − x < 1e-13 beyond it.
  private static final double SOFTPLUS_LINEAR_FROM = 30;
  private static final double LOWEST = -1e30;

  private SafeOps() {}

  /// log(1 + exp(x)), finite and with the right gradient for every finite x.
  public static SDVariable softplus(SDVariable x) {
    var sd = x.getSameDiff();
    SDVariable body = sd.math.log1p(sd.math.exp(sd.clipByValue(x, LOWEST, SOFTPLUS_LINEAR_FROM)));
    return body.add(sd.nn.relu(x.sub(SOFTPLUS_LINEAR_FROM), 0));
  }

  /// log Σ exp(x) over one dimension, which is dropped.
  public static SDVariable logSumExp(SDVariable x, int dimension) {
    var sd = x.getSameDiff();
    SDVariable max = stopGradient(x.max(true, dimension));
    SDVariable sum = sd.math.exp(x.sub(max)).sum(true, dimension);
    return sd.math.log(sum).add(max).sum(dimension); // the sum drops the dimension of size one
  }

  /// log of the mean of exp(x) over one dimension of known size, which is dropped.
  public static SDVariable logMeanExp(SDVariable x, int dimension, int size) {
    return logSumExp(x, dimension).sub(Math.log(size));
  }

  /// The value of `x` with gradient zero.
  public static SDVariable stopGradient(SDVariable x) {
    return new StopGradient(x.getSameDiff(), x).outputVariable();
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
