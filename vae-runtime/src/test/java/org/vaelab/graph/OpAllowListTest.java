package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class OpAllowListTest {
  /// For each allowed op, an expression of a `[3,4]` and b `[3,4]` (both positive) that uses it.
  private static final Map<String, BinaryOperator<SDVariable>> EXPRESSIONS = new TreeMap<>();

  static {
    EXPRESSIONS.put("add", (a, b) -> a.add(b));
    EXPRESSIONS.put("subtract", (a, b) -> a.sub(b));
    EXPRESSIONS.put("multiply", (a, b) -> a.mul(b));
    EXPRESSIONS.put("divide", (a, b) -> a.div(b));
    EXPRESSIONS.put("add_scalar", (a, b) -> a.add(2.5).mul(b));
    EXPRESSIONS.put("sub_scalar", (a, b) -> a.sub(2.5).mul(b));
    EXPRESSIONS.put("mul_scalar", (a, b) -> a.mul(2.5).mul(b));
    EXPRESSIONS.put("div_scalar", (a, b) -> a.div(2.5).mul(b));
    EXPRESSIONS.put("rsub_scalar", (a, b) -> a.rsub(2.5).mul(b));
    EXPRESSIONS.put("rdiv_scalar", (a, b) -> a.rdiv(2.5).mul(b));
    EXPRESSIONS.put("neg", (a, b) -> a.neg().mul(b));
    EXPRESSIONS.put("square", (a, b) -> sd(a).math.square(a).mul(b));
    EXPRESSIONS.put("sqrt", (a, b) -> sd(a).math.sqrt(a).mul(b));
    EXPRESSIONS.put("exp", (a, b) -> sd(a).math.exp(a).mul(b));
    EXPRESSIONS.put("expm1", (a, b) -> sd(a).math.expm1(a).mul(b));
    EXPRESSIONS.put("log", (a, b) -> sd(a).math.log(a).mul(b));
    EXPRESSIONS.put("log1p", (a, b) -> sd(a).math.log1p(a).mul(b));
    EXPRESSIONS.put("tanh", (a, b) -> sd(a).math.tanh(a).mul(b));
    EXPRESSIONS.put("sigmoid", (a, b) -> sd(a).nn.sigmoid(a).mul(b));
    EXPRESSIONS.put("relu", (a, b) -> sd(a).nn.relu(a.sub(0.8), 0).mul(b));
    EXPRESSIONS.put("elu", (a, b) -> sd(a).nn.elu(a.sub(0.8)).mul(b));
    EXPRESSIONS.put("swish", (a, b) -> sd(a).nn.swish(a.sub(0.8)).mul(b));
    EXPRESSIONS.put("ClipByValue", (a, b) -> sd(a).clipByValue(a, 0.4, 0.9).mul(b));
    EXPRESSIONS.put("reduce_sum", (a, b) -> a.sum(1).mul(b.sum(true, 1)));
    EXPRESSIONS.put("reduce_mean", (a, b) -> a.mean(0).mul(b));
    EXPRESSIONS.put("reduce_max", (a, b) -> a.max(true, 1).mul(b));
    EXPRESSIONS.put("matmul", (a, b) -> a.mmul(b.reshape(4, 3)));
    EXPRESSIONS.put("reshape", (a, b) -> a.reshape(1, -1, 4).mul(b));
    EXPRESSIONS.put(
        "strided_slice", (a, b) -> a.get(SDIndex.all(), SDIndex.interval(1, 3)).mul(b.sum()));
    EXPRESSIONS.put("concat", (a, b) -> sd(a).concat(0, a, b));
    EXPRESSIONS.put("permute", (a, b) -> a.permute(1, 0).mul(b.reshape(4, 3)));
    EXPRESSIONS.put(
        "conv2d",
        (a, b) -> SafeOps.convolution(a.reshape(1, 3, 4, 1), b.reshape(2, 2, 1, 3), 2, 2));
    EXPRESSIONS.put(
        "deconv2d",
        (a, b) ->
            SafeOps.transposedConvolution(a.reshape(1, 4, 1, 3), b.reshape(2, 2, 1, 3), 2, 2));
    EXPRESSIONS.put(
        "upsampling2d",
        (a, b) -> sd(a).cnn.upsampling2d(a.reshape(1, 3, 2, 2), 2, 3, true).mul(b.sum()));
    EXPRESSIONS.put("stop_gradient", (a, b) -> SafeOps.stopGradient(b).mul(a).add(a.mul(b).mul(b)));
  }

  private static org.nd4j.autodiff.samediff.SameDiff sd(SDVariable v) {
    return v.getSameDiff();
  }

  @Test
  void everyAllowedOpHasAGradientTest() {
    assertThat(EXPRESSIONS.keySet()).isEqualTo(OpAllowList.allowed());
  }

  @TestFactory
  Stream<DynamicTest> gradientOfEachAllowedOp() {
    return EXPRESSIONS.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private static void check(String op, BinaryOperator<SDVariable> expression) {
    SplittableRandom random = new SplittableRandom(17);
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable a = graph.input("a", 3, 4);
    SDVariable b = graph.input("b", 3, 4);
    SDVariable value = expression.apply(a, b);
    assertThat(graph.sameDiff().getOps().values())
        .as("the expression for %s uses it", op)
        .anyMatch(o -> o.getOp().opName().equals(op));
    // Squared, so that the gradient flowing back into the op differs from element to element.
    graph.objective(graph.sameDiff().math.square(value).sum());
    boolean stops = op.equals("stop_gradient");
    new GradientCheck()
        .with("a", positive(random))
        .with("b", positive(random))
        .verify(graph, stops ? List.of("a") : List.of("a", "b"));
  }

  private static INDArray positive(SplittableRandom random) {
    INDArray array = GradientCheck.normal(random, 1, 3, 4);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, 0.2 + Math.abs(array.getDouble(i)));
    }
    return array;
  }

  @Test
  void stopGradientStops() {
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable a = graph.input("a", 1, 1);
    graph.objective(a.add(SafeOps.stopGradient(graph.sameDiff().math.square(a))).sum());
    try (CompiledGraph compiled = new SameDiffExecutor().compile(graph, List.of(), List.of("a"));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs.set("a", new float[] {3}, 1, 1);
      assertThat(compiled.run(inputs).gradient("a").getDouble(0)).isEqualTo(1);
    }
  }

  @Test
  void aGraphWithAnotherOpIsRefusedByNameWithTheReason() {
    Graph softplus = new Graph(DataType.FLOAT);
    SDVariable x = softplus.input("x", 2, 2);
    softplus.output("y", softplus.sameDiff().nn.softplus(x));
    assertThatThrownBy(() -> new SameDiffExecutor().compile(softplus, List.of("y"), List.of()))
        .isInstanceOf(RefusedOpException.class)
        .hasMessageContaining("'softplus'")
        .hasMessageContaining("Inf above about 88");

    Graph loss = new Graph(DataType.FLOAT);
    SDVariable label = loss.input("label", 2, 2);
    SDVariable logits = loss.input("logits", 2, 2);
    loss.output("y", loss.sameDiff().loss.sigmoidCrossEntropy(label, logits, null));
    assertThatThrownBy(() -> new SameDiffExecutor().compile(loss, List.of("y"), List.of()))
        .isInstanceOf(RefusedOpException.class)
        .hasMessageContaining("ignore the gradient");

    Graph untested = new Graph(DataType.FLOAT);
    SDVariable u = untested.input("u", 2, 2);
    untested.output("y", untested.sameDiff().math.sin(u));
    assertThatThrownBy(() -> new SameDiffExecutor().compile(untested, List.of("y"), List.of()))
        .isInstanceOf(RefusedOpException.class)
        .hasMessageContaining("'sin'")
        .hasMessageContaining("tested");
  }
}
