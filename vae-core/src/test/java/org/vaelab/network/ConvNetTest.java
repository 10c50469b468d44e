package org.vaelab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.vaelab.network.ConvNet.Direction;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Objective;
import org.vaelab.optimisation.Adam;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class ConvNetTest {
  private static final int LATENT = 4;
  private static final int BATCH = 20;

  private static ConvNet network(Direction direction, int height, int width, int vector) {
    List<Integer> channels = List.of(1, 4, 8);
    return new ConvNet(
        direction.name(), direction, height, width, channels, vector, Activation.ELU);
  }

  private static Graph autoencoder(DataType type, int height, int width) {
    Graph graph = new Graph(type);
    SDVariable x = graph.input("x", -1, height * width);
    SDVariable code = network(Direction.IMAGE_TO_VECTOR, height, width, 3).apply(graph, x);
    SDVariable y = network(Direction.VECTOR_TO_IMAGE, height, width, 3).apply(graph, code);
    graph.output("y", y);
    graph.objective(x.getSameDiff().math.square(y.sub(x)).sum(1).mean());
    return graph;
  }

  private static List<ParameterSpec> parameters(int height, int width) {
    return Stream.of(Direction.values())
        .flatMap(d -> network(d, height, width, 3).parameters().stream())
        .toList();
  }

  @Test
  void imagesOfAnySizeAgreeWithSameDiff() {
    for (int[] size : new int[][] {{8, 8}, {7, 5}, {1, 6}, {11, 13}}) {
      List<String> names = parameters(size[0], size[1]).stream().map(ParameterSpec::name).toList();
      new Agreement(type -> autoencoder(type, size[0], size[1]), List.of("y"), names)
          .verify(1, 5, 2);
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(4);
    List<ParameterSpec> specs = parameters(5, 6);
    new GradientCheck()
        .with("x", GradientCheck.normal(random, 1, 2, 30))
        .withParameters(specs, random)
        .verify(
            new PlanExecutor(),
            autoencoder(DataType.DOUBLE, 5, 6),
            specs.stream().map(ParameterSpec::name).toList());
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(
            () -> new ConvNet("e", Direction.IMAGE_TO_VECTOR, 8, 8, List.of(1), 3, Activation.ELU))
        .hasMessageContaining("one layer or more");
    assertThatThrownBy(() -> network(Direction.VECTOR_TO_IMAGE, 0, 8, 3))
        .hasMessageContaining("0 x 8");
  }

  /// The ELBO of each step, and the bytes that ND4J holds after a third of them and in the end.
  private record Training(double[] elbos, long bytesEarly, long bytesLate) {}

  private static Training train(GraphExecutor executor, int steps) {
    Observations digits =
        Observations.of(StrokeDigits.generate(120, 1, 3).train(), Binarisation.THRESHOLD, 1);
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    ConvNet encoder = network(Direction.IMAGE_TO_VECTOR, 28, 28, family.rowSize(LATENT));
    ConvNet decoder = network(Direction.VECTOR_TO_IMAGE, 28, 28, LATENT);
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
