package org.vaelab.optimisation;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Clipping by global norm (Pascanu, Mikolov and Bengio 2013).
public final class GradientClipping {
  private GradientClipping() {}

  /// Scales all gradients together, in place, so that their joint Euclidean norm is at most
  /// `maximumNorm`.
  ///
  /// @return the norm before clipping
  public static double clip(List<String> parameters, Gradients gradients, double maximumNorm) {
    double squares = 0;
    for (String name : parameters) {
      double norm = gradients.of(name).norm2Number().doubleValue();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    if (norm > maximumNorm) {
      for (String name : parameters) {
        INDArray gradient = gradients.of(name);
        gradient.muli(maximumNorm / norm);
      }
    }
    return norm;
  }
}
