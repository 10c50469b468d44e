package org.vaelab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.Results;
import org.vaelab.graph.SameDiffExecutor;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class ConvNetTest {
  private static final int CODE = 3;
  private static final int LATENT = 4;
  private static final int BATCH = 20;

  private static Convolutions layers(int kernel, int stride) {
    return new Convolutions(List.of(4, 6), kernel, stride, List.of(5), Activation.ELU);
  }

  private static ConvEncoder encoder(int height, int width, int kernel, int stride) {
    return new ConvEncoder(
        "encoder", new ImageShape(height, width, 1), layers(kernel, stride), CODE);
  }

  /// Two numbers a pixel.
  private static ConvDecoder decoder(int height, int width, int kernel, int stride) {
    return new ConvDecoder(
        "decoder", CODE, layers(kernel, stride), new ImageShape(height, width, 2));
  }

  private static Graph autoencoder(DataType type, int height, int width, int kernel, int stride) {
    Graph graph = new Graph(type);
    SDVariable x = graph.input("x", -1, height * width);
    SDVariable code = encoder(height, width, kernel, stride).apply(graph, x);
    SDVariable y = decoder(height, width, kernel, stride).apply(graph, code);
    graph.output("code", code);
    graph.output("y", y);
    SDVariable twice = x.getSameDiff().concat(1, x, x);
    graph.objective(x.getSameDiff().math.square(y.sub(twice)).sum(1).mean());
    return graph;
  }

  private static List<ParameterSpec> parameters(int height, int width, int kernel, int stride) {
    List<ParameterSpec> specs =
        new ArrayList<>(encoder(height, width, kernel, stride).parameters());
    specs.addAll(decoder(height, width, kernel, stride).parameters());
    return specs;
  }

  /// Height, width, kernel, stride.
  private static final int[][] SIZES = {
    {8, 8, 4, 2}, {7, 5, 4, 2}, {1, 6, 4, 2}, {11, 13, 3, 3}, {9, 4, 5, 2}, {5, 6, 3, 1}
  };

  @Test
  void imagesOfAnySizeAgreeWithSameDiff() {
    for (int[] s : SIZES) {
      List<String> names =
          parameters(s[0], s[1], s[2], s[3]).stream().map(ParameterSpec::name).toList();
      new Agreement(type -> autoencoder(type, s[0], s[1], s[2], s[3]), List.of("code", "y"), names)
          .verify(1, 5, 2);
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    for (int[] s : new int[][] {{5, 6, 4, 2}, {4, 5, 3, 3}}) {
      SplittableRandom random = new SplittableRandom(4);
      List<ParameterSpec> specs = parameters(s[0], s[1], s[2], s[3]);
      new GradientCheck()
          .with("x", GradientCheck.normal(random, 1, 2, s[0] * s[1]))
          .withParameters(specs, random)
          .verify(
              new PlanExecutor(),
              autoencoder(DataType.DOUBLE, s[0], s[1], s[2], s[3]),
              specs.stream().map(ParameterSpec::name).toList());
    }
  }

  @Property(tries = 25)
  void rowsHaveTheirSizes(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 3) int larger,
      @ForAll @IntRange(min = 1, max = 3) int images) {
    int kernel = stride + larger;
    assertThat(encoder(height, width, kernel, stride).in()).isEqualTo(height * width);
    assertThat(decoder(height, width, kernel, stride).out()).isEqualTo(2 * height * width);
    List<ParameterSpec> specs = parameters(height, width, kernel, stride);
    try (CompiledGraph compiled =
            new PlanExecutor()
                .compile(
                    autoencoder(DataType.FLOAT, height, width, kernel, stride),
                    List.of("code", "y"),
                    specs.stream().map(ParameterSpec::name).toList());
        Parameters parameters =
            Parameters.initial(specs, NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      float[] x = new float[images * height * width];
      Arrays.fill(x, 0.5f);
      inputs.share(parameters).set("x", x, images, (long) height * width);
      Results results = compiled.run(inputs);
      assertThat(results.output("code").shape()).containsExactly(images, CODE);
      assertThat(results.output("y").shape()).containsExactly(images, 2L * height * width);
      assertThat(HostArrays.floats(results.output("y"))).doesNotContain(Float.NaN);
    }
  }

  /// Kernels of 2 x 2 of which one weight is 1 pick every second pixel, and put it back. The
  /// images are 3 x 5, so a line and a column are cut.
  @Test
  void pixelsKeepTheirPlaces() {
    Convolutions one = new Convolutions(List.of(2), 2, 2, List.of(), Activation.RELU);
    ImageShape images = new ImageShape(3, 5, 2);
    ConvEncoder encoder = new ConvEncoder("encoder", images, one, 12);
    ConvDecoder decoder = new ConvDecoder("decoder", 12, one, images);
    float[] identity = new float[144];
    for (int i = 0; i < 12; i++) {
      identity[13 * i] = 1;
    }
    // Of [line, column, plane, channel]: from plane p to channel p.
    float[] topLeft = new float[16];
    topLeft[0] = 1;
    topLeft[3] = 1;
    float[] topRight = new float[16];
    topRight[4] = 1;
    topRight[7] = 1;
    float[] none = new float[12];
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("y", decoder.apply(graph, encoder.apply(graph, graph.input("x", -1, 30))));
    List<ParameterSpec> specs = new ArrayList<>(encoder.parameters());
    specs.addAll(decoder.parameters());
    float[] x = new float[30];
    float[] expected = new float[30];
    for (int i = 0; i < 30; i++) {
      x[i] = i + 1;
      int line = i % 15 / 5;
      int column = i % 5;
      boolean put = line % 2 == 0 && column % 2 == 1;
      expected[i] = (put ? x[i - 1] : 0) + (i < 15 ? 0.25f : 0.5f);
    }
    try (CompiledGraph compiled = new PlanExecutor().compile(graph, List.of("y"), List.of());
        Parameters parameters =
            Parameters.of(
                specs,
                Map.of(
                    "encoder.K0", topLeft,
                    "encoder.b0", new float[2],
                    "encoder.dense.W0", identity,
                    "encoder.dense.b0", none,
                    "decoder.dense.W0", identity,
                    "decoder.dense.b0", none,
                    "decoder.K0", topRight,
                    "decoder.b0", new float[] {0.25f, 0.5f}));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(parameters).set("x", x, 1, 30);
      assertThat(HostArrays.floats(compiled.run(inputs).output("y"))).containsExactly(expected);
    }
  }

  /// Of inputs of scale 1, which the wide layer behind a code shrinks to a quarter, 0.64 and 0.14
  /// are left.
  @Test
  void initialNetworksKeepTheSizeOfTheirInputs() {
    Convolutions layers = Convolutions.of(Activation.ELU, 8, 16, 32);
    ImageShape images = new ImageShape(28, 28, 1);
    for (Network network :
        List.of(
            new ConvEncoder("encoder", images, layers, 20),
            new ConvDecoder("decoder", 20, layers, images))) {
      Graph graph = new Graph(DataType.FLOAT);
      graph.output("y", network.apply(graph, graph.input("x", -1, network.in())));
      float[] x = new float[20 * network.in()];
      SplittableRandom random = new SplittableRandom(2);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
      try (CompiledGraph compiled = new PlanExecutor().compile(graph, List.of("y"), List.of());
          Parameters parameters =
              Parameters.initial(
                  network.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
          Inputs inputs = new Inputs(DataType.FLOAT)) {
        inputs.share(parameters).set("x", x, 20, network.in());
        double square = 0;
        float[] y = HostArrays.floats(compiled.run(inputs).output("y"));
        for (float value : y) {
          square += (double) value * value / y.length;
        }
        assertThat(Math.sqrt(square)).isBetween(0.1, 1.0);
      }
    }
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(() -> Convolutions.of(Activation.ELU))
        .hasMessageContaining("one layer or more");
    assertThatThrownBy(() -> layers(2, 3)).hasMessageContaining("leaves pixels out");
    assertThatThrownBy(() -> new ImageShape(0, 8, 1)).hasMessageContaining("0 x 8");
    assertThatThrownBy(() -> new ConvEncoder("e", new ImageShape(8, 8, 1), layers(4, 2), 0))
        .hasMessageContaining("'e' needs outputs");
    assertThatThrownBy(() -> new ConvDecoder("d", 0, layers(4, 2), new ImageShape(8, 8, 1)))
        .hasMessageContaining("'d' needs inputs");
  }

  /// The ELBO of each step, and the bytes that ND4J holds after a third of them and in the end.
  private record Training(double[] elbos, long bytesEarly, long bytesLate) {}

  private static Training train(GraphExecutor executor, int steps) {
    Observations digits =
        Observations.of(StrokeDigits.generate(120, 1, 3).train(), Binarisation.THRESHOLD, 1);
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    Convolutions layers = Convolutions.of(Activation.ELU, 4, 8);
    ImageShape images = new ImageShape(28, 28, 1);
    ConvEncoder encoder = new ConvEncoder("encoder", images, layers, family.rowSize(LATENT));
    ConvDecoder decoder = new ConvDecoder("decoder", LATENT, layers, images);
    Vae model = new Vae(784, new StandardNormal(LATENT), decoder, new Likelihood.Bernoulli());
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = model.data(graph);
    Bound bound =
        Pathwise.standard()
            .surrogate(
                graph,
                model,
                family.posterior(graph, encoder.apply(graph, x), LATENT),
                x,
                family.noise(graph, LATENT),
                1);
    graph.output("bound", bound.value());
    graph.objective(bound.trained().mean());
    List<ParameterSpec> specs = new ArrayList<>(encoder.parameters());
    specs.addAll(model.parameters());
    var initial = NoiseSource.of(5, Purpose.INITIALISATION);
    var noise = NoiseSource.of(5, Purpose.TRAINING);
    double[] elbos = new double[steps];
    long bytes = 0;
    try (CompiledGraph step =
            executor.compile(
                graph, List.of("bound"), specs.stream().map(ParameterSpec::name).toList());
        Parameters parameters = Parameters.initial(specs, initial, DataType.FLOAT);
        Adam.State state = Adam.standard().start(parameters);
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share(parameters).set(Objective.KL_WEIGHT, new float[] {1}, 1);
      Adam.State moved = state;
      for (int i = 0; i < steps; i++) {
        int from = i * BATCH;
        int[] batch = IntStream.range(from, from + BATCH).map(n -> n % digits.count()).toArray();
        inputs.set("x", digits.batch(batch, 0), BATCH, 784);
        inputs.set("noise", noise.gaussian(i, batch, 0, 1, LATENT), BATCH, LATENT);
        Results results = step.run(inputs);
        elbos[i] = HostArrays.sum(results.output("bound")) / BATCH;
        moved = Adam.standard().ascend(parameters, results::gradient, moved, 0.003);
        bytes = i == steps / 3 ? Pointer.totalBytes() : bytes;
      }
      return new Training(elbos, bytes, Pointer.totalBytes());
    }
  }

  @Test
  void aConvolutionalVaeTrainsAlikeByPlanAndBySameDiff() {
    Training bySameDiff = train(new SameDiffExecutor(), 12);
    Training byPlan = train(new PlanExecutor(), 60);
    for (int i = 0; i < bySameDiff.elbos.length; i++) {
      assertThat(byPlan.elbos[i])
          .as("ELBO of step %d", i)
          .isCloseTo(bySameDiff.elbos[i], Offset.offset(0.02));
    }
    assertThat(byPlan.elbos[59]).isGreaterThan(byPlan.elbos[0] + 200);
    // One gradient of a kernel is 2 KB; forty steps' images are 2.5 MB.
    assertThat(byPlan.bytesLate - byPlan.bytesEarly).isLessThan(16 << 10);
  }
}
