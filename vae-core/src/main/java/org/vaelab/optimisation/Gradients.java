package org.vaelab.optimisation;

import org.nd4j.linalg.api.ndarray.INDArray;

/// Gradients by parameter name.
@FunctionalInterface
public interface Gradients {
  INDArray of(String parameter);
}
