package org.vaelab.evidence;

import java.util.Arrays;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.PriorFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Parameters;
import org.vaelab.model.LatentVariableModel;

/// log p(x) of N data points is asked for, given a distribution q for each to start from.
///
/// @param theta θ, held fixed
/// @param family what the rows of `phi` parameterise
/// @param x `[N, D]`, row-major
/// @param phi parameters of each point's q, `[N, P]`, row-major
/// @param data identities of the N points, which key their noise
public record Problem(
    GraphExecutor executor,
    LatentVariableModel model,
    Parameters theta,
    PosteriorFamily family,
    float[] x,
    float[] phi,
    int[] data) {

  /// @throws IllegalArgumentException if the arrays' lengths do not fit N
  public Problem {
    int rowSize = family.rowSize(model.latentSize());
    if (x.length != (long) data.length * model.dataSize()
        || phi.length != (long) data.length * rowSize) {
      throw new IllegalArgumentException(
          "%d data points need %d values of x and %d of phi, but %d and %d were given."
              .formatted(
                  data.length,
                  (long) data.length * model.dataSize(),
                  (long) data.length * rowSize,
                  x.length,
                  phi.length));
    }
  }

  /// The problem with the prior as every point's q.
  ///
  public static Problem fromPrior(
      GraphExecutor executor, LatentVariableModel model, Parameters theta, float[] x, int[] data) {
    PosteriorFamily family = new PriorFamily(model.prior());
    float[] phi =
        HostArrays.allocate("parameters of q", data.length, family.rowSize(model.latentSize()));
    return new Problem(executor, model, theta, family, x, phi, data);
  }

  /// The same points with other distributions q.
  ///
  /// @param otherFamily what the rows of `otherPhi` parameterise
  /// @param otherPhi parameters of each point's q, `[N, P]`, row-major
  public Problem with(PosteriorFamily otherFamily, float[] otherPhi) {
    return new Problem(executor, model, theta, otherFamily, x, otherPhi, data);
  }

  /// N
  public int count() {
    return data.length;
  }

  /// The points from (inclusive) to (exclusive).
  public Problem slice(int from, int to) {
    int dataSize = model.dataSize();
    int rowSize = family.rowSize(model.latentSize());
    return new Problem(
        executor,
        model,
        theta,
        family,
        Arrays.copyOfRange(x, from * dataSize, to * dataSize),
        Arrays.copyOfRange(phi, from * rowSize, to * rowSize),
        Arrays.copyOfRange(data, from, to));
  }
}
