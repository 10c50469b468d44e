package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;
import org.vaelab.optimisation.Adam;

/// libtorch's fused Adam over all parameters, minimising.
final class TorchAdam implements AutoCloseable {
  private static final Adam SETTINGS = Adam.standard();

  private final Torch torch;
  private final List<NDArray> firstMoments;
  private final List<NDArray> state;
  private final IValue parameters;
  private final IValue first;
  private final IValue second;
  private final IValue largest;
  private final IValue steps;
  private final IValue rate = IValue.from(Fixture.RATE);
  private final IValue beta1 = IValue.from(SETTINGS.beta1());
  private final IValue beta2 = IValue.from(SETTINGS.beta2());
  private final IValue epsilon = IValue.from(SETTINGS.epsilon());

  TorchAdam(Torch torch, List<NDArray> parameters) {
    this.torch = torch;
    firstMoments = parameters.stream().map(NDArray::zerosLike).toList();
    List<NDArray> secondMoments = parameters.stream().map(NDArray::zerosLike).toList();
    List<NDArray> counts = parameters.stream().map(p -> p.getManager().zeros(new Shape())).toList();
    state = List.of(firstMoments, secondMoments, counts).stream().flatMap(List::stream).toList();
    this.parameters = Torch.list(parameters);
    first = Torch.list(firstMoments);
    second = Torch.list(secondMoments);
    largest = Torch.list(List.of());
    steps = Torch.list(counts);
  }

  List<NDArray> firstMoments() {
    return firstMoments;
  }

  /// @param leaves in the order of the parameters, with their gradients
  void descend(List<NDArray> leaves) {
    try (IValue gradients = Torch.list(leaves.stream().map(NDArray::getGradient).toList());
        IValue done =
            IValueUtils.runMethod(
                torch.kernels(),
                "adam",
                parameters,
                gradients,
                first,
                second,
                largest,
                steps,
                rate,
                beta1,
                beta2,
                epsilon)) {
      done.toLong();
    }
  }

  @Override
  public void close() {
    List.of(parameters, first, second, largest, steps, rate, beta1, beta2, epsilon)
        .forEach(IValue::close);
    state.forEach(NDArray::close);
  }
}
