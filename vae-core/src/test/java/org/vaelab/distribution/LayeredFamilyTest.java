package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class LayeredFamilyTest {
  private static final int GRID = 401;
  private static final double RADIUS = 12;
  private static final DiagonalGaussianFamily DIAGONAL = new DiagonalGaussianFamily();
  private static final LayeredFamily TWO = new LayeredFamily(DIAGONAL, network("q2", 1, 2));

  private static Network network(String name, int in, int out) {
    return new Mlp(name, in, List.of(3), out, Activation.TANH);
  }

  /// Two layers, two above a full covariance, and three.
  static List<LayeredFamily> families() {
    return List.of(
        TWO,
        new LayeredFamily(new FullCovarianceFamily(), network("q2", 2, 4)),
        new LayeredFamily(TWO, network("q3", 2, 2)));
  }

  private static int size(LayeredFamily family) {
    return family.network().in() + family.network().out() / 2;
  }

  private static Graph graph(LayeredFamily family, int samples, boolean detached) {
    int size = size(family);
    Graph graph = new Graph(DataType.DOUBLE);
    Posterior q = family.posterior(graph, family.phi(graph, size), size);
    Posterior judge = detached ? q.detached().orElseThrow() : q;
    SDVariable z = graph.input("z", -1, size);
    SDVariable given = judge.logProb(z, samples);
    SDVariable drawn = judge.logProb(q.sample(family.noise(graph, size), samples), samples);
    graph.output("given", given.mul(1));
    graph.objective(detached ? given.sum() : given.mul(given).sum().add(drawn.mul(drawn).sum()));
    return graph;
  }

  private static List<String> names(LayeredFamily family) {
    List<String> names = new ArrayList<>(List.of(PosteriorFamily.PHI, "z"));
    family.parameters(size(family)).stream().map(ParameterSpec::name).forEach(names::add);
    return names;
  }

  @ParameterizedTest
  @MethodSource("families")
  void gradients(LayeredFamily family) {
    SplittableRandom random = new SplittableRandom(3);
    int size = size(family);
    new GradientCheck()
        .withParameters(family.parameters(size), random)
        .with(PosteriorFamily.PHI, GradientCheck.normal(random, 0.4, 3, family.rowSize(size)))
        .with("z", GradientCheck.normal(random, 1, 6, size))
        .with("noise", GradientCheck.normal(random, 1, 6, family.noiseSize(size)))
        .verify(graph(family, 2, false), names(family));
  }

  /// No gradient reaches φ or the network, and that of z is not touched.
  @ParameterizedTest
  @MethodSource("families")
  void detachedDependsOnZAlone(LayeredFamily family) {
    SplittableRandom random = new SplittableRandom(4);
    int size = size(family);
    try (Parameters lambda =
            Parameters.initial(
                family.parameters(size),
                NoiseSource.of(1, Purpose.INITIALISATION),
                DataType.DOUBLE);
        CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(graph(family, 2, true), List.of("given"), names(family));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(lambda)
          .share(PosteriorFamily.PHI, GradientCheck.normal(random, 0.4, 3, family.rowSize(size)))
          .share("z", GradientCheck.normal(random, 1, 6, size))
          .share("noise", GradientCheck.normal(random, 1, 6, family.noiseSize(size)));
      var results = compiled.run(inputs);
      for (String name : names(family)) {
        double norm = results.gradient(name).norm2Number().doubleValue();
        assertThat(norm > 0).as(name).isEqualTo(name.equals("z"));
      }
    }
  }

  @Test
  void theDensityIntegratesToOne() {
    INDArray points = HostArrays.zeros(DataType.DOUBLE, GRID * GRID, 2);
    for (int i = 0; i < GRID * GRID; i++) {
      points.data().put(2L * i, -RADIUS + 2 * RADIUS * (i / GRID) / (GRID - 1));
      points.data().put(2L * i + 1, -RADIUS + 2 * RADIUS * (i % GRID) / (GRID - 1));
    }
    try (Parameters lambda =
            Parameters.initial(
                TWO.parameters(2), NoiseSource.of(1, Purpose.INITIALISATION), DataType.DOUBLE);
        CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(graph(TWO, GRID * GRID, false), List.of("given"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(lambda)
          .set(PosteriorFamily.PHI, new float[] {0.4f, -0.3f}, 1, 2)
          .share("z", points)
          .share("noise", points);
      double mass = 0;
      for (double logProb : compiled.run(inputs).output("given").dup('c').data().asDouble()) {
        mass += Math.exp(logProb) * Math.pow(2 * RADIUS / (GRID - 1), 2);
      }
      assertThat(mass).isCloseTo(1, Offset.offset(1e-6));
    }
  }
}
