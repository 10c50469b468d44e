package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/// What a loss in libtorch may need beside parameters and data.
interface Scripted {

  /// The method `forward` of [TorchScript]'s module that the loss calls, and others that it needs.
  default String script() {
    return TorchScript.CROSS_ENTROPY;
  }

  /// Tensors of the loss that are no parameters.
  default List<NDArray> constants(NDManager manager) {
    return List.of();
  }
}
