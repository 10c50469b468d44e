package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.StickingTheLanding;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LinearGaussian;

/// Densities of flows against their Jacobians by finite differences, and integrated over the plane.
class FlowFamiliesTest {
  private static final int BATCH = 2;
  private static final int SAMPLES = 3;
  private static final PosteriorFamily DIAGONAL = new DiagonalGaussianFamily();

  /// A family's graph, its outputs and the values of its inputs.
  private static final class Case {
    final PosteriorFamily family;
    final int size;
    final int samples;
    final Map<String, INDArray> values = new HashMap<>();

    Case(PosteriorFamily family, int size, int batch, int samples) {
      this(family, size, batch, samples, 0.5);
    }

    Case(PosteriorFamily family, int size, int batch, int samples, double scale) {
      this.family = family;
      this.size = size;
      this.samples = samples;
      SplittableRandom random = new SplittableRandom(7);
      values.put("phi", GradientCheck.normal(random, scale, batch, family.rowSize(size)));
      values.put("noise", GradientCheck.normal(random, 1, (long) samples * batch, size));
      values.put("z", GradientCheck.normal(random, 1, (long) samples * batch, size));
      for (ParameterSpec spec : family.parameters(size)) {
        values.put(spec.name(), GradientCheck.normal(random, scale, spec.shape()));
      }
    }

    boolean invertible() {
      return !(family instanceof PlanarFamily);
    }

    Graph graph(DataType type) {
      Graph graph = new Graph(type);
      FlowPosterior q = (FlowPosterior) family.posterior(graph, family.phi(graph, size), size);
      SDVariable noise = family.noise(graph, size);
      Posterior.Draw draw = q.draw(noise, samples);
      graph.output("drawn", draw.z());
      graph.output("sampled", q.sample(noise, samples).mul(1));
      graph.output("density", draw.logProb());
      SDVariable objective =
          draw.logProb().mul(draw.logProb()).sum().add(draw.z().mul(draw.z()).sum());
      if (invertible()) {
        graph.output("again", q.logProb(draw.z(), samples).mul(1));
        SDVariable elsewhere = q.logProb(graph.input("z", -1, size), samples);
        graph.output("elsewhere", elsewhere.mul(1));
        Flow.Image there = q.flow().forward(noise, samples);
        Flow.Image back = q.flow().inverse(there.rows(), samples);
        graph.output("back", back.rows().mul(1));
        graph.output("cancelled", there.logDeterminant().add(back.logDeterminant()));
        objective = objective.add(elsewhere.mul(elsewhere).sum());
      }
      graph.objective(objective);
      return graph;
    }

    List<String> outputs() {
      return List.copyOf(graph(DataType.FLOAT).outputNames());
    }

    /// Without what is zero but for rounding.
    List<String> comparable() {
      return outputs().stream().filter(name -> !name.equals("cancelled")).toList();
    }

    List<String> differentiable() {
      List<String> names = new ArrayList<>(List.of("phi"));
      family.parameters(size).forEach(spec -> names.add(spec.name()));
      return names;
    }

    Map<String, INDArray> run() {
      Map<String, INDArray> results = new HashMap<>();
      try (CompiledGraph compiled =
              GraphExecutor.standard().compile(graph(DataType.DOUBLE), outputs(), List.of());
          Inputs inputs = new Inputs(DataType.DOUBLE)) {
        values.forEach(inputs::share);
        var all = compiled.run(inputs);
        outputs().forEach(name -> results.put(name, all.output(name).dup()));
      }
      return results;
    }
  }

  static Stream<PosteriorFamily> families() {
    return Stream.of(
        new PlanarFamily(3),
        new RealNvpFamily(3, 4),
        new SharedRealNvpFamily(3, List.of(5, 4), 2),
        new IafFamily(2, List.of(6), 2));
  }

  static Stream<PosteriorFamily> local() {
    return families().filter(family -> family.parameters(3).isEmpty());
  }

  static Stream<PosteriorFamily> invertible() {
    return families().skip(1);
  }

  private static double logNormal(double[] point) {
    return -0.5 * Arrays.stream(point).map(v -> v * v).sum()
        - 0.5 * point.length * Math.log(2 * Math.PI);
  }

  /// log q(z(ε)) = log N(ε) − log |det ∂z/∂ε|
  @ParameterizedTest
  @MethodSource("families")
  void theDensityOfASampleIsThatOfItsNoiseByTheJacobian(PosteriorFamily family) {
    for (int size : new int[] {2, 5}) {
      Case c = new Case(family, size, BATCH, SAMPLES);
      Map<String, INDArray> at = c.run();
      INDArray noise = c.values.get("noise");
      double step = 1e-5;
      INDArray[] slopes = new INDArray[size];
      for (int d = 0; d < size; d++) {
        noise.getColumn(d).addi(step);
        INDArray above = c.run().get("drawn");
        noise.getColumn(d).subi(2 * step);
        slopes[d] = above.sub(c.run().get("drawn")).div(2 * step);
        noise.getColumn(d).addi(step);
      }
      for (int row = 0; row < SAMPLES * BATCH; row++) {
        double[][] jacobian = new double[size][];
        for (int d = 0; d < size; d++) {
          jacobian[d] = slopes[d].getRow(row).toDoubleVector();
        }
        double determinant =
            new LUDecomposition(MatrixUtils.createRealMatrix(jacobian)).getDeterminant();
        double expected =
            logNormal(noise.getRow(row).toDoubleVector()) - Math.log(Math.abs(determinant));
        assertThat(at.get("density").getDouble(row / BATCH, row % BATCH))
            .isCloseTo(expected, Offset.offset(1e-7));
      }
      assertThat(at.get("sampled")).isEqualTo(at.get("drawn"));
      if (c.invertible()) {
        close(at.get("again"), at.get("density"), 1e-9);
        close(at.get("back"), noise, 1e-9);
        close(at.get("cancelled"), Nd4j.zeros(DataType.DOUBLE, SAMPLES, BATCH), 1e-9);
      }
    }
  }

  private static void close(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);
  }

  private static INDArray grid(int nodes, double reach) {
    INDArray grid = Nd4j.create(DataType.DOUBLE, (long) nodes * nodes, 2);
    for (int i = 0; i < nodes * nodes; i++) {
      grid.putScalar(i, 0, reach * (2.0 * (i / nodes) / (nodes - 1) - 1));
      grid.putScalar(i, 1, reach * (2.0 * (i % nodes) / (nodes - 1) - 1));
    }
    return grid;
  }

  /// By z where log q(z) is known, and by ε: ∫ g(z(ε)) N(ε)/q(z(ε)) dε = ∫ g(z) dz = 1 for a
  /// normal density g.
  @ParameterizedTest
  @MethodSource("families")
  void theDensityIntegratesToOne(PosteriorFamily family) {
    int nodes = 121;
    double reach = 8;
    double cell = Math.pow(2 * reach / (nodes - 1), 2);
    Case c = new Case(family, 2, 1, nodes * nodes, 0.15);
    INDArray grid = grid(nodes, reach);
    c.values.put("noise", grid);
    c.values.put("z", grid);
    Map<String, INDArray> at = c.run();
    double[][] z = at.get("drawn").toDoubleMatrix();
    double[][] noise = grid.toDoubleMatrix();
    double[] density = at.get("density").ravel().toDoubleVector();
    double[] elsewhere =
        c.invertible() ? at.get("elsewhere").ravel().toDoubleVector() : new double[0];
    double byNoise = 0;
    for (int i = 0; i < z.length; i++) {
      byNoise += Math.exp(logNormal(z[i]) + logNormal(noise[i]) - density[i]) * cell;
    }
    double byPoint = Arrays.stream(elsewhere).map(Math::exp).sum() * cell;
    assertThat(byNoise).isCloseTo(1, Offset.offset(1e-4));
    if (c.invertible()) {
      assertThat(byPoint).isCloseTo(1, Offset.offset(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void gradientsAreRightByPlanToo(PosteriorFamily family) {
    Case c = new Case(family, 3, BATCH, SAMPLES);
    GradientCheck check = new GradientCheck();
    c.values.forEach(check::with);
    check.verify(c.graph(DataType.DOUBLE), c.differentiable());
    for (int samples : new int[] {1, 3}) {
      Case other = new Case(family, 4, BATCH, samples);
      new Agreement(other::graph, other.comparable(), other.differentiable())
          .verify(samples, 20, 7);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void dataPointsDoNotInfluenceOneAnother(PosteriorFamily family) {
    Case c = new Case(family, 3, BATCH, SAMPLES);
    Map<String, INDArray> before = c.run();
    c.values.get("phi").getRow(1).addi(0.1);
    Map<String, INDArray> after = c.run();
    for (int k = 0; k < SAMPLES; k++) {
      assertThat(after.get("density").getDouble(k, 0))
          .isEqualTo(before.get("density").getDouble(k, 0));
      assertThat(after.get("density").getDouble(k, 1))
          .isNotEqualTo(before.get("density").getDouble(k, 1));
      assertThat(after.get("drawn").getRow((long) k * BATCH))
          .isEqualTo(before.get("drawn").getRow((long) k * BATCH));
    }
  }

  /// The family's rows in place of the diagonal Gaussian's, with the same noise.
  private static Map<String, INDArray> withRows(PosteriorFamily family, int size, float[]... rows) {
    Case c = new Case(family, size, BATCH, SAMPLES);
    for (int i = 0; i < BATCH; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        c.values.get("phi").putScalar(i, j, rows[i][j]);
      }
    }
    return c.run();
  }

  @ParameterizedTest
  @MethodSource("local")
  void aDiagonalGaussianIsHeldExactly(PosteriorFamily family) {
    int size = 4;
    SplittableRandom random = new SplittableRandom(3);
    float[][] diagonal = new float[BATCH][2 * size];
    float[][] rows = new float[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      for (int j = 0; j < 2 * size; j++) {
        diagonal[i][j] = (float) random.nextGaussian();
      }
      rows[i] = family.embed(DIAGONAL, diagonal[i], size).orElseThrow();
    }
    Map<String, INDArray> at = withRows(family, size, rows);
    INDArray noise = new Case(family, size, BATCH, SAMPLES).values.get("noise");
    for (int row = 0; row < SAMPLES * BATCH; row++) {
      double[] e = noise.getRow(row).toDoubleVector();
      double expected = logNormal(e);
      for (int d = 0; d < size; d++) {
        double logScale = diagonal[row % BATCH][size + d];
        expected -= logScale;
        assertThat(at.get("drawn").getDouble(row, d))
            .isCloseTo(diagonal[row % BATCH][d] + Math.exp(logScale) * e[d], Offset.offset(1e-12));
      }
      assertThat(at.get("density").getDouble(row / BATCH, row % BATCH))
          .isCloseTo(expected, Offset.offset(1e-12));
    }
    assertThat(family.embed(family, rows[0], size))
        .hasValueSatisfying(row -> assertThat(row).isEqualTo(rows[0]));
    assertThat(family.embed(new FullCovarianceFamily(), new float[20], size)).isEmpty();
  }

  /// Rows differ, so that no symmetry of the posterior is theirs, but not in q.
  @ParameterizedTest
  @MethodSource("local")
  void initialRowsAreThePrior(PosteriorFamily family) {
    float[] one = family.initialRow(3, new SplittableRandom(1));
    float[] other = family.initialRow(3, new SplittableRandom(2));
    assertThat(one).isNotEqualTo(other);
    Map<String, INDArray> at = withRows(family, 3, one, other);
    close(at.get("drawn"), new Case(family, 3, BATCH, SAMPLES).values.get("noise"), 1e-12);
  }

  /// Every part of a row is moved by the gradient within two steps: the first weights of a coupling
  /// follow the last.
  @ParameterizedTest
  @MethodSource("local")
  void nothingIsStuckAtTheStart(PosteriorFamily family) {
    Case c = new Case(family, 3, BATCH, SAMPLES);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < BATCH; i++) {
      float[] row = family.initialRow(3, random);
      for (int j = 0; j < row.length; j++) {
        c.values.get("phi").putScalar(i, j, row[j]);
      }
    }
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(c.graph(DataType.DOUBLE), List.of(), List.of("phi"));
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      c.values.forEach(inputs::share);
      INDArray phi = c.values.get("phi");
      phi.subi(compiled.run(inputs).gradient("phi").dup().mul(1e-2));
      INDArray second = compiled.run(inputs).gradient("phi");
      for (long i = 0; i < second.length(); i++) {
        assertThat(second.getDouble(i)).as("element %d", i).isNotZero();
      }
    }
  }

  /// The value and the gradient towards z of the same q, none towards φ and what all share.
  @ParameterizedTest
  @MethodSource("invertible")
  void detachedDensitiesChangeWithZAlone(PosteriorFamily family) {
    Case c = new Case(family, 3, BATCH, SAMPLES);
    List<String> names = new ArrayList<>(c.differentiable());
    names.add("z");
    Map<Boolean, Map<String, INDArray>> gradients = new HashMap<>();
    for (boolean detached : new boolean[] {true, false}) {
      Graph graph = new Graph(DataType.DOUBLE);
      SDVariable phi = family.phi(graph, 3);
      Posterior q = family.posterior(graph, phi, 3);
      Posterior used = detached ? q.detached().orElseThrow() : q;
      SDVariable z = graph.input("z", -1, 3);
      SDVariable logProb = used.logProb(z, SAMPLES);
      graph.output("logProb", logProb);
      SDVariable touched = q.logProb(z, SAMPLES).sum().mul(0); // So that all have a gradient.
      graph.objective(logProb.mul(logProb).sum().add(touched));
      try (CompiledGraph compiled =
              GraphExecutor.standard().compile(graph, List.of("logProb"), names);
          Inputs inputs = new Inputs(DataType.DOUBLE)) {
        c.values.forEach(inputs::share);
        var results = compiled.run(inputs);
        Map<String, INDArray> found = new HashMap<>();
        names.forEach(name -> found.put(name, results.gradient(name).dup()));
        found.put("logProb", results.output("logProb").dup());
        gradients.put(detached, found);
      }
    }
    close(gradients.get(true).get("logProb"), gradients.get(false).get("logProb"), 1e-12);
    close(gradients.get(true).get("z"), gradients.get(false).get("z"), 1e-9);
    for (String name : c.differentiable()) {
      assertThat(gradients.get(true).get(name).amaxNumber().doubleValue()).as(name).isZero();
      assertThat(gradients.get(false).get(name).amaxNumber().doubleValue()).as(name).isPositive();
    }
  }

  @Test
  void whatAPlanarFlowCannotDoIsRefusedWithTheReason() {
    LinearGaussian model = new LinearGaussian(3, 2);
    PlanarFamily family = new PlanarFamily(2);
    for (GradientEstimator estimator : List.of(new ScoreFunction(), new StickingTheLanding())) {
      Graph graph = new Graph(DataType.FLOAT);
      Posterior q = family.posterior(graph, family.phi(graph, 2), 2);
      assertThatThrownBy(
              () ->
                  estimator.surrogate(
                      graph, model, q, model.data(graph), family.noise(graph, 2), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("planar flow")
          .hasMessageContaining("its inverse has no closed form");
    }
  }

  @Test
  void oneDimensionHasNothingToCouple() {
    for (PosteriorFamily family :
        List.of(new RealNvpFamily(2, 3), new SharedRealNvpFamily(2, List.of(3), 1))) {
      assertThatThrownBy(() -> family.rowSize(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two latent dimensions");
    }
  }
}
