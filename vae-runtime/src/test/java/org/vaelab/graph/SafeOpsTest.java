package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class SafeOpsTest {

  @Test
  void softplusHoldsFromOneEndOfTheFloatsToTheOther() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", 1, 7);
    SDVariable y = SafeOps.softplus(x);
    graph.output("y", y);
    graph.objective(y.sum());
    float[] points = {-1e6f, -100, -1, 0, 1, 100, 1e6f};
    try (CompiledGraph compiled =
            new SameDiffExecutor().compile(graph, List.of("y"), List.of("x"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      Results results = compiled.run(inputs.set("x", points, 1, 7));
      for (int i = 0; i < points.length; i++) {
        double exact = Math.max(points[i], 0) + Math.log1p(Math.exp(-Math.abs((double) points[i])));
        double slope = 1 / (1 + Math.exp(-(double) points[i]));
        assertThat((double) results.output("y").getFloat(i))
            .isCloseTo(exact, Offset.offset(1e-6 * Math.max(1, exact)));
        assertThat((double) results.gradient("x").getFloat(i))
            .isCloseTo(slope, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void theStepIsBetweenZeroAndTheSmallestNumbersAboveIt() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", 1, 5);
    SDVariable y = SafeOps.step(x);
    graph.output("y", y);
    graph.objective(y.sum().add(x.sum()));
    float[] points = {-1e38f, -1e-30f, 0, 1e-30f, 1e38f};
    for (GraphExecutor executor : List.of(new SameDiffExecutor(), new PlanExecutor())) {
      try (CompiledGraph compiled = executor.compile(graph, List.of("y"), List.of("x"));
          Inputs inputs = new Inputs(DataType.FLOAT)) {
        Results results = compiled.run(inputs.set("x", points, 1, 5));
        assertThat(HostArrays.floats(results.output("y"))).containsExactly(0, 0, 0, 1, 1);
        assertThat(HostArrays.floats(results.gradient("x"))).containsOnly(1);
      }
    }
  }

  @Test
  void logSumExpIsStableAndItsGradientIsTheSoftmax() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", 3, 1);
    SDVariable y = SafeOps.logSumExp(x, 0, 3);
    graph.output("y", y);
    graph.objective(y.sum());
    try (CompiledGraph compiled =
            new SameDiffExecutor().compile(graph, List.of("y"), List.of("x"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      Results results = compiled.run(inputs.set("x", new float[] {-1000, -1001, -1003}, 3, 1));
      double sum = 1 + Math.exp(-1) + Math.exp(-3);
      assertThat(results.output("y").getFloat(0))
          .isCloseTo((float) (-1000 + Math.log(sum)), Offset.offset(1e-4f));
      assertThat(results.gradient("x").getFloat(1))
          .isCloseTo((float) (Math.exp(-1) / sum), Offset.offset(1e-5f));
    }
  }

  @Test
  void gradientsOfTheCompositesMatchFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(3);
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable x = graph.input("x", 4, 5);
    SDVariable y =
        SafeOps.logMeanExp(x, 0, 4).add(SafeOps.softplus(SafeOps.columns(x, 1, 2)).sum());
    graph.objective(graph.sameDiff().math.square(y).sum());
    new GradientCheck()
        .with("x", GradientCheck.normal(random, 1, 4, 5))
        .verify(graph, List.of("x"));
  }

  @Test
  void reductionsOverASingleRowOrColumnAreTheIdentity() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable row = graph.input("row", 1, 3);
    graph.output("sum", SafeOps.sum(row, 0, 1));
    graph.output("mean", SafeOps.mean(row, 0, 1));
    graph.output("logSumExp", SafeOps.logSumExp(row, 0, 1));
    List<String> names = List.of("sum", "mean", "logSumExp");
    float[] values = {-1, 0, 2};
    try (CompiledGraph compiled = new SameDiffExecutor().compile(graph, names, List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      Results results = compiled.run(inputs.set("row", values, 1, 3));
      for (String name : names) {
        assertThat(HostArrays.floats(results.output(name))).as(name).containsExactly(values);
      }
    }
  }
}
