package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.profiler.OpProfiler;
import org.vaelab.nativemath.NativeLibrary;

/// Convolutions in plans against SameDiff's, and their gradients against finite differences.
class ConvolutionPlanTest {
  private static final List<String> INPUTS = List.of("images", "kernel", "bias");

  /// @param padding before and after, where it is not SAME
  record Layer(
      boolean transposed,
      boolean channelsLast,
      int height,
      int width,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      boolean same,
      int padding,
      int in,
      int out) {

    Graph graph(DataType type) {
      Graph graph = new Graph(type);
      SDVariable x =
          channelsLast
              ? graph.input("images", -1, height, width, in)
              : graph.input("images", -1, in, height, width);
      SDVariable y = transposed ? transposed(graph, x) : straight(graph, x);
      graph.output("y", y);
      var math = x.getSameDiff().math;
      graph.objective(math.square(math.tanh(y)).sum());
      return graph;
    }

    private SDVariable straight(Graph graph, SDVariable x) {
      Conv2DConfig config =
          Conv2DConfig.builder()
              .kH(kernelHeight)
              .kW(kernelWidth)
              .sH(strideY)
              .sW(strideX)
              .pH(padding)
              .pW(padding)
              .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
              .dataFormat(channelsLast ? "NHWC" : "NCHW")
              .weightsFormat(WeightsFormat.YXIO)
              .build();
      SDVariable kernel = graph.input("kernel", kernelHeight, kernelWidth, in, out);
      return x.getSameDiff().cnn.conv2d(x, kernel, graph.input("bias", out), config);
    }

    private SDVariable transposed(Graph graph, SDVariable x) {
      DeConv2DConfig config =
          DeConv2DConfig.builder()
              .kH(kernelHeight)
              .kW(kernelWidth)
              .sH(strideY)
              .sW(strideX)
              .pH(padding)
              .pW(padding)
              .isSameMode(same)
              .dataFormat(channelsLast ? "NHWC" : "NCHW")
              .build();
      SDVariable kernel = graph.input("kernel", kernelHeight, kernelWidth, out, in);
      return x.getSameDiff().cnn.deconv2d(x, kernel, graph.input("bias", out), config);
    }
  }

  static Stream<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    for (boolean transposed : new boolean[] {false, true}) {
      for (boolean last : new boolean[] {true, false}) {
        for (boolean same : new boolean[] {true, false}) {
          layers.add(new Layer(transposed, last, 7, 5, 3, 3, 1, 1, same, 0, 2, 3));
          layers.add(new Layer(transposed, last, 7, 6, 3, 2, 2, 2, same, 0, 1, 4));
          layers.add(new Layer(transposed, last, 8, 9, 4, 4, 2, 2, same, 0, 3, 1));
          layers.add(new Layer(transposed, last, 6, 7, 5, 3, 2, 1, same, 0, 3, 35));
          layers.add(new Layer(transposed, last, 9, 9, 2, 2, 3, 3, same, 0, 40, 33));
        }
        layers.add(new Layer(transposed, last, 6, 7, 3, 4, 2, 2, false, 1, 2, 3));
      }
    }
    return layers.stream();
  }

  static Stream<Layer> smallLayers() {
    return layers().filter(layer -> layer.in * layer.out <= 6);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithSameDiff(Layer layer) {
    new Agreement(layer::graph, List.of("y"), INPUTS).verify(1, 3, 1, 50);
  }

  @ParameterizedTest
  @MethodSource("smallLayers")
  void gradientsAreThoseOfFiniteDifferences(Layer layer) {
    SplittableRandom random = new SplittableRandom(5);
    Graph graph = layer.graph(DataType.DOUBLE);
    GradientCheck check = new GradientCheck();
    graph
        .inputs()
        .forEach(
            (name, declared) -> {
              long[] shape = declared.clone();
              shape[0] = Math.abs(shape[0]); // One image.
              check.with(name, GradientCheck.normal(random, 0.3, shape));
            });
    check.verify(new PlanExecutor(), graph, INPUTS);
  }

  /// Twice smaller, twice larger, and back to an odd size, with everything on the way.
  private static Graph hourglass(DataType type, boolean upsampled) {
    Graph graph = new Graph(type);
    SDVariable rows = graph.input("x", -1, 2 * 13 * 11);
    var sd = rows.getSameDiff();
    SDVariable images = rows.reshape(-1, 2, 13, 11).permute(0, 2, 3, 1);
    SDVariable h = SafeOps.convolution(images, graph.input("down", 4, 4, 2, 5), 4, 2);
    h = sd.nn.elu(h.add(graph.input("bias", 1, 5)));
    SDVariable kernel = graph.input("up", 4, 4, 3, 5);
    h =
        upsampled
            ? SafeOps.convolution(SafeOps.upsampling(h, 2), kernel.permute(0, 1, 3, 2), 4, 1)
            : SafeOps.transposedConvolution(h, kernel, 4, 2);
    h = h.get(SDIndex.all(), SDIndex.interval(0, 13), SDIndex.interval(0, 11), SDIndex.all());
    SDVariable y = h.permute(0, 3, 1, 2).reshape(-1, 3 * 13 * 11);
    graph.output("y", y);
    graph.objective(sd.math.square(y.sub(0.3)).sum(1).mean());
    return graph;
  }

  @Test
  void wholeNetworksAgreeAtSeveralBatchSizes() {
    for (boolean upsampled : new boolean[] {false, true}) {
      new Agreement(
              type -> hourglass(type, upsampled), List.of("y"), List.of("x", "down", "bias", "up"))
          .verify(1, 3, 64, 17, 3);
    }
  }

  /// Plans leave causal convolutions to ND4J.
  private static Graph causal(DataType type) {
    Graph graph = new Graph(type);
    SDVariable x = graph.input("images", -1, 7, 6, 2);
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(2)
            .sH(2)
            .sW(2)
            .paddingMode(PaddingMode.CAUSAL)
            .dataFormat("NHWC")
            .build();
    SDVariable kernel = graph.input("kernel", 3, 2, 2, 4);
    SDVariable y = x.getSameDiff().cnn.conv2d(x, kernel, graph.input("bias", 4), config);
    graph.output("y", y);
    graph.objective(x.getSameDiff().math.square(y).sum());
    return graph;
  }

  @Test
  void anOpOfSeveralOutputsRunsOnce() {
    new Agreement(ConvolutionPlanTest::causal, List.of("y"), INPUTS).verify(1, 3, 1);
    OpExecutioner executioner = NativeLibrary.executioner();
    try (CompiledGraph plan =
            new PlanExecutor().compile(causal(DataType.FLOAT), List.of("y"), INPUTS);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .set("images", new float[84], 1, 7, 6, 2)
          .set("kernel", new float[48], 3, 2, 2, 4)
          .set("bias", new float[4], 4);
      plan.run(inputs);
      executioner.setProfilingMode(OpExecutioner.ProfilingMode.OPERATIONS);
      OpProfiler.getInstance().reset();
      plan.run(inputs);
      // The convolution, and its three gradients together.
      assertThat(OpProfiler.getInstance().getInvocationsCount()).isEqualTo(2);
    } finally {
      executioner.setProfilingMode(OpExecutioner.ProfilingMode.DISABLED);
    }
  }

  @Test
  void settingsThatNd4jGetsWrongAreRefusedByName() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("images", -1, 4, 3, 2);
    graph.output("up", x.getSameDiff().cnn.upsampling2d(x, 2, 2, false));
    assertThatThrownBy(() -> new PlanExecutor().compile(graph, List.of("up"), List.of()))
        .isInstanceOf(RefusedOpException.class)
        .hasMessageContaining("'upsampling2d'")
        .hasMessageContaining("SafeOps.upsampling");

    Graph other = new Graph(DataType.FLOAT);
    SDVariable y = other.input("images", -1, 4, 3, 2);
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(2)
            .kW(2)
            .dataFormat("NHWC")
            .weightsFormat(WeightsFormat.OIYX)
            .build();
    other.output("y", y.getSameDiff().cnn.conv2d(y, other.input("kernel", 3, 2, 2, 2), config));
    assertThatThrownBy(() -> new PlanExecutor().compile(other, List.of("y"), List.of()))
        .isInstanceOf(RefusedOpException.class)
        .hasMessageContaining("YXIO");
  }

  @Test
  void manyRunsHoldNoMoreMemoryThanAFew() {
    try (CompiledGraph plan =
            new PlanExecutor()
                .compile(hourglass(DataType.FLOAT, false), List.of(), List.of("down", "up"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("down", new float[160], 4, 4, 2, 5);
      inputs.set("bias", new float[5], 1, 5);
      inputs.set("up", new float[240], 4, 4, 3, 5);
      long before = 0;
      for (int run = 0; run < 400; run++) {
        int images = 1 + run % 3;
        inputs.set("x", new float[images * 286], images, 286);
        plan.run(inputs);
        if (run == 100) {
          before = Pointer.totalBytes();
        }
      }
      // The smallest array of a run is larger than a hundredth of this.
      assertThat(Pointer.totalBytes() - before).isLessThan(64 << 10);
    }
  }
}
