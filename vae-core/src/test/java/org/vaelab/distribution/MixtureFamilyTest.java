package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Results;

/// Against the formula, written in doubles, and against moments.
class MixtureFamilyTest {
  private static final int BATCH = 2;

  private static Graph graph(MixtureFamily family, int size, int samples, DataType type) {
    Graph graph = new Graph(type);
    Posterior q = family.posterior(graph, family.phi(graph, size), size);
    Posterior.Draw draw = q.draw(family.noise(graph, size), samples);
    SDVariable elsewhere = q.logProb(graph.input("z", -1, size), samples);
    SDVariable detached = q.detached().orElseThrow().logProb(graph.input("z", -1, size), samples);
    graph.output("drawn", draw.z());
    graph.output("density", draw.logProb());
    graph.output("elsewhere", elsewhere);
    graph.output("detached", detached.mul(1));
    graph.output("mean", q.mean().orElseThrow());
    graph.objective(
        draw.z()
            .mul(draw.z())
            .sum()
            .add(draw.logProb().mul(draw.logProb()).sum())
            .add(elsewhere.mul(elsewhere).sum()));
    return graph;
  }

  private static double logProb(INDArray phi, int datum, int components, double[] z) {
    double sum = 0;
    for (int c = 0; c < components; c++) {
      double log = 0;
      for (int d = 0; d < z.length; d++) {
        double mean = phi.getDouble(datum, c * 2 * z.length + d);
        double logScale = phi.getDouble(datum, c * 2 * z.length + z.length + d);
        double t = (z[d] - mean) / Math.exp(logScale);
        log += -0.5 * t * t - logScale - 0.5 * Math.log(2 * Math.PI);
      }
      sum += Math.exp(log) / components;
    }
    return Math.log(sum);
  }

  /// Samples are of the component whose turn their last two numbers say it is.
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void densitiesSamplesAndMeansAreThoseOfTheFormula(int components) {
    MixtureFamily family = new MixtureFamily(components);
    int size = 3;
    int samples = 20;
    SplittableRandom random = new SplittableRandom(2);
    INDArray phi = GradientCheck.normal(random, 0.7, BATCH, family.rowSize(size));
    INDArray noise =
        GradientCheck.normal(random, 1, (long) samples * BATCH, family.noiseSize(size));
    INDArray z = GradientCheck.normal(random, 1, (long) samples * BATCH, size);
    List<String> outputs = List.of("drawn", "density", "elsewhere", "detached", "mean");
    try (CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(graph(family, size, samples, DataType.DOUBLE), outputs, List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      Results results = compiled.run(inputs.share("phi", phi).share("noise", noise).share("z", z));
      int[] chosen = new int[components];
      for (int row = 0; row < samples * BATCH; row++) {
        int datum = row % BATCH;
        double a = noise.getDouble(row, size);
        double b = noise.getDouble(row, size + 1);
        int c = (int) Math.ceil(components * Math.exp(-0.5 * (a * a + b * b))) - 1;
        chosen[c]++;
        for (int d = 0; d < size; d++) {
          double mean = phi.getDouble(datum, c * 2 * size + d);
          double scale = Math.exp(phi.getDouble(datum, c * 2 * size + size + d));
          assertThat(results.output("drawn").getDouble(row, d))
              .isCloseTo(mean + scale * noise.getDouble(row, d), Offset.offset(1e-12));
        }
        close(results.output("density"), row, phi, components, results.output("drawn"));
        close(results.output("elsewhere"), row, phi, components, z);
        close(results.output("detached"), row, phi, components, z);
      }
      assertThat(chosen).doesNotContain(0);
      for (int d = 0; d < size; d++) {
        double sum = 0;
        for (int c = 0; c < components; c++) {
          sum += phi.getDouble(1, c * 2 * size + d);
        }
        assertThat(results.output("mean").getDouble(1, d))
            .isCloseTo(sum / components, Offset.offset(1e-12));
      }
    }
  }

  private static void close(INDArray found, int row, INDArray phi, int components, INDArray z) {
    double expected = logProb(phi, row % BATCH, components, z.getRow(row).toDoubleVector());
    assertThat(found.getDouble(row / BATCH, row % BATCH)).isCloseTo(expected, Offset.offset(1e-10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void gradientsAreRightByPlanToo(int components) {
    MixtureFamily family = new MixtureFamily(components);
    SplittableRandom random = new SplittableRandom(9);
    for (int samples : new int[] {1, 3}) {
      long rows = (long) samples * BATCH;
      new GradientCheck()
          .with("phi", GradientCheck.normal(random, 0.5, BATCH, family.rowSize(2)))
          .with("noise", GradientCheck.normal(random, 1, rows, family.noiseSize(2)))
          .with("z", GradientCheck.normal(random, 1, rows, 2))
          .verify(graph(family, 2, samples, DataType.DOUBLE), List.of("phi", "z"));
      new Agreement(
              type -> graph(family, 4, samples, type),
              List.of("drawn", "density", "elsewhere", "mean"),
              List.of("phi"))
          .verify(samples, 20, 7);
    }
  }

  /// E_q[Σ z²] = (1/C) Σ_c Σ_d μ² + σ² has the gradient (2μ/C, 2σ²/C): the pathwise gradient is
  /// that
  /// on average. Each of 12 comparisons fails by chance with probability 6e-5 (4 standard errors).
  @Test
  void thePathwiseGradientIsUnbiased() {
    MixtureFamily family = new MixtureFamily(3);
    int size = 2;
    int draws = 40_000;
    SplittableRandom random = new SplittableRandom(11);
    INDArray row = GradientCheck.normal(random, 0.8, 1, family.rowSize(size));
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable phi = family.phi(graph, size);
    SDVariable z = family.posterior(graph, phi, size).sample(family.noise(graph, size), 1);
    graph.objective(z.mul(z).sum());
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of(), List.of("phi"));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share("phi", row.repeat(0, draws))
          .share("noise", GradientCheck.normal(random, 1, draws, family.noiseSize(size)));
      INDArray gradient = compiled.run(inputs).gradient("phi");
      for (int i = 0; i < row.length(); i++) {
        double value = row.getDouble(i);
        boolean mean = i % (2 * size) < size;
        double expected = (mean ? 2 * value : 2 * Math.exp(2 * value)) / 3;
        double[] column = gradient.getColumn(i).toDoubleVector();
        double found = Arrays.stream(column).average().orElseThrow();
        double variance =
            Arrays.stream(column).map(v -> (v - found) * (v - found)).sum() / (draws - 1.0);
        assertThat(found).isCloseTo(expected, Offset.offset(4 * Math.sqrt(variance / draws)));
      }
    }
  }

  @Test
  void aDiagonalGaussianIsHeldExactlyAndStartsDiffer() {
    MixtureFamily family = new MixtureFamily(2);
    float[] diagonal = {0.3f, -1, 0.2f, -0.4f};
    assertThat(family.embed(new DiagonalGaussianFamily(), diagonal, 2))
        .hasValueSatisfying(
            row ->
                assertThat(row)
                    .isEqualTo(new float[] {0.3f, -1, 0.2f, -0.4f, 0.3f, -1, 0.2f, -0.4f}));
    assertThat(family.embed(new FullCovarianceFamily(), new float[6], 2)).isEmpty();
    float[] start = family.initialRow(2, new SplittableRandom(1));
    assertThat(Arrays.copyOf(start, 2)).isNotEqualTo(Arrays.copyOfRange(start, 4, 6));
    float[] random = family.randomRow(2, new SplittableRandom(1));
    assertThat(Arrays.copyOf(random, 2)).isNotEqualTo(Arrays.copyOfRange(random, 4, 6));
  }
}
