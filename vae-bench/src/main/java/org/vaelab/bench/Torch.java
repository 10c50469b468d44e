package org.vaelab.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.graph.ParameterSpec;

/// What the libtorch workloads share. Arrays of a step belong to a manager that the step closes;
/// gradients are read from fresh leaves that share their storage with the parameters, so that
/// libtorch hands each gradient over instead of adding it to zeros.
record Torch(NDManager manager, PtSymbolBlock kernels) implements AutoCloseable {
  static final String NAME = "PyTorch";

  static Torch start() {
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true"); // The libraries are on the class path.
    }
    NDManager manager = Engine.getEngine(NAME).newBaseManager(Device.cpu());
    return new Torch(manager, TorchScript.load(manager));
  }

  /// A layer of a network: weights `[out, in]`, bias `[out]`.
  record Layer(NDArray weights, NDArray bias) {}

  /// The layers of the network with that prefix. libtorch keeps weights transposed.
  List<Layer> layers(String prefix, List<ParameterSpec> specs, Map<String, float[]> values) {
    List<Layer> layers = new ArrayList<>();
    for (ParameterSpec spec : specs) {
      if (spec.name().startsWith(prefix + ".W")) {
        long[] shape = spec.shape();
        String bias = spec.name().replace(".W", ".b");
        try (NDArray stored = manager.create(values.get(spec.name()), new Shape(shape))) {
          float[] transposed = stored.transpose().toFloatArray();
          layers.add(
              new Layer(
                  manager.create(transposed, new Shape(shape[1], shape[0])),
                  manager.create(values.get(bias))));
        }
      }
    }
    return layers;
  }

  /// The layers as leaves of a new gradient graph.
  static List<Layer> leaves(NDManager step, List<Layer> layers) {
    List<Layer> leaves = new ArrayList<>(layers.size());
    for (Layer layer : layers) {
      leaves.add(new Layer(leaf(step, layer.weights), leaf(step, layer.bias)));
    }
    return leaves;
  }

  static PtNDArray leaf(NDManager step, NDArray parameter) {
    PtNDArray leaf = JniUtils.detachGradient((PtNDArray) parameter);
    leaf.attach(step);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /// The network's linear outputs for rows `[N, in]`.
  static NDArray apply(List<Layer> layers, NDArray rows) {
    NDArray h = rows;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      h = JniUtils.linear((PtNDArray) h, (PtNDArray) layer.weights, (PtNDArray) layer.bias);
      if (i + 1 < layers.size()) {
        h = h.tanh();
      }
    }
    return h;
  }

  /// The negative ELBO, summed over the batch.
  ///
  /// @param x `[B, D]`
  /// @param phi `[B, 2Z]`
  /// @param noise `[B, Z]`
  NDArray loss(List<Layer> decoder, NDArray x, NDArray phi, NDArray noise) {
    NDList halves = phi.split(2, 1);
    NDArray mean = halves.get(0);
    NDArray logScale = halves.get(1);
    NDArray scale = logScale.exp();
    NDArray z = mean.add(scale.mul(noise));
    NDArray logits = apply(decoder, z);
    NDArray crossEntropy = IValueUtils.forward(kernels, new NDList(logits, x), true).head();
    NDArray squares = mean.square().sum().add(scale.square().sum());
    NDArray divergence = squares.mul(0.5f).sub(logScale.sum());
    return crossEntropy.add(divergence).sub(0.5f * mean.size());
  }

  static void backward(NDManager step, NDArray loss) {
    NDArray one = step.ones(new Shape(), loss.getDataType());
    JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }
}
