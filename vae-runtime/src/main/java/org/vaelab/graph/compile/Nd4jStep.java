package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.NativeLibrary;
import org.vaelab.parallel.Workers;

/// An op that ND4J executes, once for all its outputs, on copies of its inputs. The outputs are
/// read where ND4J writes them, so that one which nobody wants is not copied.
final class Nd4jStep implements Step {
  private final Element element;
  private final CustomOp op;
  private final OpContext context;
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<Place> places;

  /// @param places where the inputs are
  /// @param outputs room for all outputs, one after another
  Nd4jStep(Element element, Node.Foreign node, List<Place> places, INDArray outputs) {
    this.element = element;
    this.op = node.op();
    this.places = places;
    node.inputs().forEach(view -> inputs.add(uninitialised(element, view.shape())));
    context = context(op, inputs);
    List<INDArray> parts = new ArrayList<>();
    long from = 0;
    for (long[] shape : node.outputs()) {
      long to = from + Shapes.count(shape);
      parts.add(outputs.get(NDArrayIndex.interval(from, to)).reshape('c', shape));
      from = to;
    }
    context.setOutputArrays(parts);
  }

  /// The shapes that the op's outputs have for inputs of these shapes.
  static List<long[]> outputShapes(CustomOp op, Element element, List<long[]> inputShapes) {
    List<INDArray> arrays =
        inputShapes.stream().map(shape -> uninitialised(element, shape)).toList();
    try (OpContext context = context(op, arrays)) {
      return NativeLibrary.executioner().calculateOutputShape(op, context).stream()
          .map(descriptor -> descriptor.getShape().clone())
          .toList();
    } catch (Exception e) {
      throw new UnsupportedGraphException("op '" + op.opName() + "': " + e.getMessage());
    } finally {
      arrays.forEach(INDArray::close);
    }
  }

  private static INDArray uninitialised(Element element, long[] shape) {
    return NativeLibrary.uninitialised(element.type(), shape);
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

  @Override
  public String name() {
    return "ND4J " + op.opName();
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return (_, _) -> run(addresses);
  }

  private void run(long[] addresses) {
    for (int i = 0; i < places.size(); i++) {
      INDArray input = inputs.get(i);
      element.copy(
          places.get(i).address(addresses, element), input.data().address(), input.length());
    }
    NativeLibrary.executioner().exec(op, context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException("ND4J could not free an op's context.", e);
    }
    inputs.forEach(INDArray::close);
  }
}
