package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.vaelab.nativemath.Memory;
import org.vaelab.nativemath.NativeLibrary;

/// One output of an op that ND4J executes, on copies of its inputs that are allocated once.
final class Nd4jStep implements Step {
  private final CustomOp op;
  private final OpContext context;
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> outputs = new ArrayList<>();
  private final int[] inputSlots;
  private final INDArray wanted;
  private final int slot;

  Nd4jStep(Node.Foreign node, int[] inputSlots, int slot) {
    this.op = node.op();
    this.inputSlots = inputSlots;
    this.slot = slot;
    node.operands().forEach(view -> inputs.add(uninitialised(view.shape())));
    context = context(op, inputs);
    shapes(op, context).forEach(shape -> outputs.add(uninitialised(shape)));
    context.setOutputArrays(outputs);
    wanted = outputs.get(node.output());
  }

  /// The shapes that the op's outputs have for inputs of these shapes.
  static List<long[]> outputShapes(CustomOp op, List<long[]> inputShapes) {
    List<INDArray> arrays = inputShapes.stream().map(Nd4jStep::uninitialised).toList();
    try (OpContext context = context(op, arrays)) {
      return shapes(op, context);
    } catch (Exception e) {
      throw new UnsupportedGraphException("op '" + op.opName() + "': " + e.getMessage());
    } finally {
      arrays.forEach(INDArray::close);
    }
  }

  private static INDArray uninitialised(long[] shape) {
    return NativeLibrary.uninitialised(DataType.FLOAT, shape);
  }

  private static OpContext context(CustomOp op, List<INDArray> inputs) {
    OpContext context = NativeLibrary.executioner().buildContext();
    context.setIArguments(op.iArgs());
    context.setTArguments(op.tArgs());
    context.setBArguments(op.bArgs());
    context.setDArguments(op.dArgs());
    context.setInputArrays(inputs);
    return context;
  }

  private static List<long[]> shapes(CustomOp op, OpContext context) {
    return NativeLibrary.executioner().calculateOutputShape(op, context).stream()
        .map(descriptor -> descriptor.getShape().clone())
        .toList();
  }

  @Override
  public long work() {
    return 0;
  }

  @Override
  public long scratch() {
    return 0;
  }

  @Override
  public void run(long[] addresses, long scratch, int part, int parts) {
    for (int i = 0; i < inputSlots.length; i++) {
      INDArray input = inputs.get(i);
      Memory.copy(addresses[inputSlots[i]], input.data().address(), input.length());
    }
    NativeLibrary.executioner().exec(op, context);
    Memory.copy(wanted.data().address(), addresses[slot], wanted.length());
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("ND4J could not free an op's context.", e);
    }
    inputs.forEach(INDArray::close);
    outputs.forEach(INDArray::close);
  }
}
