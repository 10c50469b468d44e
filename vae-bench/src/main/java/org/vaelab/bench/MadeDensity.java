package org.vaelab.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.Made;
import org.vaelab.network.Activation;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;

/// MADE with direct connections from x to the logits. Its weights are masked in every step.
record MadeDensity(Task task) implements Trained {

  private Made model() {
    return new Made(task.dataSize(), task.hidden(), Activation.RELU);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return model().parameters();
  }

  @Override
  public Trainer trainer(GraphExecutor executor, TrainingConfig config) {
    return new Trainer(executor, model(), config, "training");
  }

  @Override
  public int noiseSize() {
    return 0;
  }

  /// The masks `[out, in]` of each layer, then that of the direct connections.
  @Override
  public List<NDArray> constants(NDManager manager) {
    int size = task.dataSize();
    IntUnaryOperator input = d -> d + 1;
    IntUnaryOperator unit = u -> 1 + u % Math.max(1, size - 1);
    IntUnaryOperator output = d -> d;
    List<NDArray> masks = new ArrayList<>();
    int width = size;
    for (int next : task.hidden()) {
      masks.add(mask(manager, next, unit, width, masks.isEmpty() ? input : unit));
      width = next;
    }
    masks.add(mask(manager, size, output, width, unit));
    masks.add(mask(manager, size, output, size, input));
    return masks;
  }

  /// 1 where what is given may read what is taken: where its degree is no lower.
  private static NDArray mask(
      NDManager manager, int out, IntUnaryOperator to, int in, IntUnaryOperator from) {
    float[] mask = new float[out * in];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = to.applyAsInt(i / in) >= from.applyAsInt(i % in) ? 1 : 0;
    }
    return manager.create(mask, new Shape(out, in));
  }

  @Override
  public String script() {
    return """
        def forward(self: __torch__.Kernels, p: List[Tensor], x: Tensor, noise: Tensor) -> Tensor:
          layers = %d
          masks = 2 * layers + 1
          h = x
          for i in range(layers):
            if i > 0:
              h = torch.relu(h)
            h = torch.linear(h, p[2 * i] * p[masks + i], p[2 * i + 1])
          logits = h + torch.linear(x, p[2 * layers] * p[masks + layers])
          return torch.binary_cross_entropy_with_logits(logits, x, None, None, 2)
      """
        .formatted(task.hidden().size() + 1);
  }

  @Override
  public NDArray loss(Torch torch, List<NDArray> tensors, NDArray x, NDArray noise) {
    return torch.call(tensors, x, noise);
  }

  @Override
  public List<Products.Shape> trainingProducts(int batch) {
    int size = task.dataSize();
    List<Products.Shape> shapes =
        new ArrayList<>(Layers.of(batch, size, task.hidden(), size).training());
    shapes.addAll(Layers.of(batch, size, List.of(), size).training());
    return shapes;
  }
}
