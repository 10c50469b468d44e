package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Holds the plan executor against SameDiff's own session: the same graph, the same inputs, results
/// equal within rounding, in both types. SameDiff runs in double precision, as its float results
/// are not all finite where the true ones are (the gradient of swish).
public final class Agreement {
  // Sums of up to a few thousand terms in another order, relative to the largest element.
  private static final double FLOAT_TOLERANCE = 2e-5;
  private static final double DOUBLE_TOLERANCE = 1e-12;

  private final Function<DataType, Graph> graph;
  private final List<String> outputs;
  private final List<String> gradients;

  /// @param graph builds the graph anew in a given type, as each executor needs its own
  public Agreement(Function<DataType, Graph> graph, List<String> outputs, List<String> gradients) {
    this.graph = graph;
    this.outputs = outputs;
    this.gradients = gradients;
  }

  /// Runs the executors on inputs of every batch size, in turn.
  ///
  /// @param samples K, the factor between the rows of `noise` or `z` and of other inputs
  public void verify(int samples, int... batchSizes) {
    SplittableRandom random = new SplittableRandom(11);
    Graph described = graph.apply(DataType.FLOAT);
    try (CompiledGraph plain =
            new SameDiffExecutor().compile(graph.apply(DataType.DOUBLE), outputs, gradients);
        CompiledGraph inFloats = new PlanExecutor().compile(described, outputs, gradients);
        CompiledGraph inDoubles =
            new PlanExecutor().compile(graph.apply(DataType.DOUBLE), outputs, gradients);
        Inputs floats = new Inputs(DataType.FLOAT);
        Inputs doubles = new Inputs(DataType.DOUBLE)) {
      for (int batch : batchSizes) {
        described
            .inputs()
            .forEach((name, shape) -> fill(floats, name, shape, batch, samples, random));
        floats
            .arrays()
            .forEach((name, array) -> doubles.set(name, HostArrays.floats(array), array.shape()));
        Results expected = plain.run(doubles);
        verify(inFloats.run(floats), expected, FLOAT_TOLERANCE);
        verify(inDoubles.run(doubles), expected, DOUBLE_TOLERANCE);
      }
      for (CompiledGraph plan : List.of(inFloats, inDoubles)) {
        assertThat(plan)
            .as("fell back to SameDiff")
            .isInstanceOfSatisfying(PlanGraph.class, p -> assertThat(p.fellBack()).isFalse());
      }
    }
  }

  private void verify(Results actual, Results expected, double tolerance) {
    outputs.forEach(o -> assertClose(o, actual.output(o), expected.output(o), tolerance));
    gradients.forEach(
        g -> assertClose("gradient of " + g, actual.gradient(g), expected.gradient(g), tolerance));
  }

  private static void fill(
      Inputs inputs,
      String name,
      long[] declared,
      int batch,
      int samples,
      SplittableRandom random) {
    long[] shape = declared.clone();
    for (int d = 0; d < shape.length; d++) {
      boolean ofSamples = name.equals("noise") || name.equals("z");
      shape[d] = shape[d] != -1 ? shape[d] : ofSamples ? (long) batch * samples : batch;
    }
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      double normal = random.nextGaussian();
      values[i] =
          switch (name) {
            case "x", "mask" -> normal > 0 ? 1 : 0;
            case "noise", "z" -> (float) normal;
            default -> (float) (0.3 * normal);
          };
    }
    inputs.set(name, values, shape);
  }

  static void assertClose(String what, INDArray actual, INDArray expected) {
    assertClose(what, actual, expected, FLOAT_TOLERANCE);
  }

  private static void assertClose(
      String what, INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
    double[] a = actual.dup('c').data().asDouble();
    double[] e = expected.dup('c').data().asDouble();
    double scale = 1e-3;
    for (double value : e) {
      scale = Math.max(scale, Math.abs(value));
    }
    Map<Integer, String> wrong = new LinkedHashMap<>();
    for (int i = 0; i < e.length && wrong.size() < 5; i++) {
      if (!(Math.abs(a[i] - e[i]) <= tolerance * scale)) {
        wrong.put(i, a[i] + " instead of " + e[i]);
      }
    }
    assertThat(wrong).as("elements of %s of magnitude %s", what, scale).isEmpty();
  }
}
