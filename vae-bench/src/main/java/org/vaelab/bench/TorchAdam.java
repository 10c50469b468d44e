package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.vaelab.optimisation.Adam;

/// Adam by DJL's native update, minimising.
final class TorchAdam {
  private static final Adam SETTINGS = Adam.standard();

  private final List<NDArray> parameters;
  private final List<NDArray> firstMoments;
  private final List<NDArray> secondMoments;
  private int steps;

  TorchAdam(List<NDArray> parameters) {
    this.parameters = parameters;
    firstMoments = parameters.stream().map(NDArray::zerosLike).toList();
    secondMoments = parameters.stream().map(NDArray::zerosLike).toList();
  }

  List<NDArray> firstMoments() {
    return firstMoments;
  }

  /// @param leaves in the order of the parameters, with their gradients
  void descend(List<NDArray> leaves, double rate) {
    steps++;
    double bias1 = 1 - Math.pow(SETTINGS.beta1(), steps);
    double bias2 = 1 - Math.pow(SETTINGS.beta2(), steps);
    float corrected = (float) (rate * Math.sqrt(bias2) / bias1);
    for (int i = 0; i < leaves.size(); i++) {
      JniUtils.adamUpdate(
          (PtNDArray) parameters.get(i),
          (PtNDArray) leaves.get(i).getGradient(),
          (PtNDArray) firstMoments.get(i),
          (PtNDArray) secondMoments.get(i),
          (float) rate,
          corrected,
          0,
          1,
          -1,
          (float) SETTINGS.beta1(),
          (float) SETTINGS.beta2(),
          (float) SETTINGS.epsilon(),
          false);
    }
  }
}
