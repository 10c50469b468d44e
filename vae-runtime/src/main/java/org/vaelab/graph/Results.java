package org.vaelab.graph;

import org.nd4j.linalg.api.ndarray.INDArray;

/// What one run computed. The arrays belong to the compiled graph.
public interface Results {
  /// The output of that name.
  INDArray output(String name);

  /// The objective's gradient with respect to the input of that name, in the input's shape.
  INDArray gradient(String input);
}
