package org.vaelab.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.graph.ParameterSpec;

/// What the libtorch workloads share. Arrays of a step belong to a manager that the step closes;
/// gradients are read from fresh leaves that share their storage with the parameters, so that
/// libtorch hands each gradient over instead of adding it to zeros.
record Torch(NDManager manager, PtSymbolBlock kernels) implements AutoCloseable {
  static final String NAME = "PyTorch";

  // Arguments of one name with brackets are one list to DJL.
  private static final String OF_LIST = "p[]";

  static Torch start() {
    return start(TorchScript.CROSS_ENTROPY);
  }

  /// @param script the method `forward` of [TorchScript]'s module
  static Torch start(String script) {
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true"); // The libraries are on the class path.
    }
    NDManager manager = Engine.getEngine(NAME).newBaseManager(Device.cpu());
    return new Torch(manager, TorchScript.load(manager, script));
  }

  /// The parameters in libtorch's layout: weights `[out, in]`, kernels `[out, in, height, width]`
  /// (transposed ones have `in` first), biases `[out]`.
  List<NDArray> parameters(List<ParameterSpec> specs, Map<String, float[]> values) {
    return specs.stream()
        .map(
            spec -> {
              float[] value = values.get(spec.name());
              if (isRow(spec)) {
                return manager.create(value);
              }
              int[] order = order(spec);
              long[] shape = IntStream.of(order).mapToLong(d -> spec.shape()[d]).toArray();
              try (NDArray stored = manager.create(value, new Shape(spec.shape()))) {
                return manager.create(stored.transpose(order).toFloatArray(), new Shape(shape));
              }
            })
        .toList();
  }

  /// Values of such arrays in the toolkit's layout, by the toolkit's names.
  static Map<String, float[]> named(List<ParameterSpec> specs, List<NDArray> arrays) {
    Map<String, float[]> named = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      ParameterSpec spec = specs.get(i);
      NDArray array = arrays.get(i);
      named.put(
          spec.name(),
          (isRow(spec) ? array : array.transpose(inverse(order(spec)))).toFloatArray());
    }
    return named;
  }

  private static boolean isRow(ParameterSpec spec) {
    return spec.shape()[0] == 1;
  }

  /// Where libtorch's dimensions are among the toolkit's. Pseudo-inputs are data, row by row.
  private static int[] order(ParameterSpec spec) {
    if (spec.shape().length == 4) {
      return new int[] {3, 2, 0, 1};
    }
    return spec.name().endsWith("pseudoInputs") ? new int[] {0, 1} : new int[] {1, 0};
  }

  private static int[] inverse(int[] order) {
    int[] inverse = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      inverse[order[d]] = d;
    }
    return inverse;
  }

  /// The parameters as leaves of a new gradient graph.
  static List<NDArray> leaves(NDManager step, List<NDArray> parameters) {
    return parameters.stream().<NDArray>map(parameter -> leaf(step, parameter)).toList();
  }

  static PtNDArray leaf(NDManager step, NDArray parameter) {
    PtNDArray leaf = JniUtils.detachGradient((PtNDArray) parameter);
    leaf.attach(step);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /// The linear outputs of a network with tanh layers.
  ///
  /// @param layers weights and biases, first layer first
  /// @param rows `[N, in]`
  static NDArray mlp(List<NDArray> layers, NDArray rows) {
    NDArray h = rows;
    for (int i = 0; i < layers.size(); i += 2) {
      h = i == 0 ? h : h.tanh();
      h = JniUtils.linear((PtNDArray) h, (PtNDArray) layers.get(i), (PtNDArray) layers.get(i + 1));
    }
    return h;
  }

  /// What the method `forward` of [TorchScript]'s module gives, differentiably.
  NDArray call(List<NDArray> tensors, NDArray... more) {
    NDList arguments = new NDList(tensors.size() + more.length);
    for (NDArray tensor : tensors) {
      tensor.setName(OF_LIST);
      arguments.add(tensor);
    }
    arguments.addAll(List.of(more));
    return IValueUtils.forward(kernels, arguments, true).head();
  }

  static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
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
