package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// Holds the gradients of a double-precision graph against central finite differences.
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  private final Map<String, INDArray> values = new LinkedHashMap<>();

  /// Gives an input its value.
  public GradientCheck with(String name, INDArray value) {
    values.put(name, value);
    return this;
  }

  /// Gives every parameter a random value, 0.3 times standard normal so that biases are no zeros.
  public GradientCheck withParameters(List<ParameterSpec> specs, RandomGenerator generator) {
    specs.forEach(spec -> with(spec.name(), normal(generator, 0.3, spec.shape())));
    return this;
  }

  public static INDArray normal(RandomGenerator generator, double scale, long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, scale * generator.nextGaussian());
    }
    return array;
  }

  /// Asserts that every element of SameDiff's gradients with respect to `names` is right.
  public void verify(Graph graph, List<String> names) {
    verify(new SameDiffExecutor(), graph, names);
  }

  /// Asserts that every element of an executor's gradients with respect to `names` is right.
  public void verify(GraphExecutor executor, Graph graph, List<String> names) {
    try (CompiledGraph compiled = executor.compile(graph, List.of(), names);
        CompiledGraph function = compiledObjective(graph);
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      values.forEach(inputs::share);
      Results results = compiled.run(inputs);
      Map<String, INDArray> analytic = new LinkedHashMap<>();
      names.forEach(name -> analytic.put(name, results.gradient(name).dup('c')));
      for (String name : names) {
        INDArray value = values.get(name);
        for (long i = 0; i < value.length(); i++) {
          double numeric = difference(function, inputs, value, i);
          assertThat(analytic.get(name).getDouble(i))
              .as("gradient of element %d of %s", i, name)
              .isCloseTo(numeric, Offset.offset(TOLERANCE * Math.max(1, Math.abs(numeric))));
        }
      }
    }
  }

  private static CompiledGraph compiledObjective(Graph graph) {
    graph.output("objective", graph.sameDiff().getVariable(graph.objective().orElseThrow()));
    return new SameDiffExecutor().compile(graph, List.of("objective"), List.of());
  }

  private static double difference(
      CompiledGraph function, Inputs inputs, INDArray value, long index) {
    double original = value.getDouble(index);
    value.putScalar(index, original + STEP);
    double above = function.run(inputs).output("objective").getDouble(0);
    value.putScalar(index, original - STEP);
    double below = function.run(inputs).output("objective").getDouble(0);
    value.putScalar(index, original);
    return (above - below) / (2 * STEP);
  }
}
