package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.data.Observations;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// The prior's density against its Jacobian and integrated over the plane; learned, against the
/// density that drew the data.
class RealNvpPriorTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();

  private static Graph graph(RealNvpPrior prior, int samples, DataType type) {
    Graph graph = new Graph(type);
    SDVariable drawn = prior.sample(graph, graph.input("noise", -1, prior.noiseSize()));
    SDVariable density = prior.logProb(graph, graph.input("z", -1, prior.size()), samples);
    graph.output("drawn", drawn);
    graph.output("again", prior.logProb(graph, drawn, samples).mul(1));
    graph.output("density", density.mul(1));
    graph.objective(density.mul(density).sum().add(drawn.mul(drawn).sum()));
    return graph;
  }

  private static Map<String, INDArray> values(RealNvpPrior prior, double scale) {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, INDArray> values = new HashMap<>();
    for (ParameterSpec spec : prior.parameters()) {
      values.put(spec.name(), GradientCheck.normal(random, scale, spec.shape()));
    }
    return values;
  }

  private static Map<String, INDArray> run(
      RealNvpPrior prior, int samples, Map<String, INDArray> theta, INDArray points) {
    List<String> outputs = List.of("drawn", "again", "density");
    Map<String, INDArray> results = new HashMap<>();
    try (CompiledGraph compiled =
            EXECUTOR.compile(graph(prior, samples, DataType.DOUBLE), outputs, List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      theta.forEach(inputs::share);
      var all = compiled.run(inputs.share("noise", points).share("z", points));
      outputs.forEach(name -> results.put(name, all.output(name).dup()));
    }
    return results;
  }

  private static double logNormal(double[] point) {
    return -0.5 * Arrays.stream(point).map(v -> v * v).sum()
        - 0.5 * point.length * Math.log(2 * Math.PI);
  }

  @Test
  void theDensityOfADrawIsThatOfItsNoiseByTheJacobian() {
    int size = 5;
    RealNvpPrior prior = new RealNvpPrior(size, 3, List.of(6, 4));
    Map<String, INDArray> theta = values(prior, 0.5);
    INDArray noise = GradientCheck.normal(new SplittableRandom(4), 1, 6, size);
    double step = 1e-5;
    INDArray[] slopes = new INDArray[size];
    INDArray again = run(prior, 3, theta, noise).get("again");
    for (int d = 0; d < size; d++) {
      noise.getColumn(d).addi(step);
      INDArray above = run(prior, 3, theta, noise).get("drawn");
      noise.getColumn(d).subi(2 * step);
      slopes[d] = above.sub(run(prior, 3, theta, noise).get("drawn")).div(2 * step);
      noise.getColumn(d).addi(step);
    }
    for (int row = 0; row < 6; row++) {
      double[][] jacobian = new double[size][];
      for (int d = 0; d < size; d++) {
        jacobian[d] = slopes[d].getRow(row).toDoubleVector();
      }
      double determinant =
          new LUDecomposition(MatrixUtils.createRealMatrix(jacobian)).getDeterminant();
      assertThat(again.getDouble(row / 2, row % 2))
          .isCloseTo(
              logNormal(noise.getRow(row).toDoubleVector()) - Math.log(Math.abs(determinant)),
              Offset.offset(1e-7));
    }
  }

  @Test
  void theDensityIntegratesToOne() {
    int nodes = 121;
    double reach = 8;
    INDArray grid = Nd4j.create(DataType.DOUBLE, (long) nodes * nodes, 2);
    for (int i = 0; i < nodes * nodes; i++) {
      grid.putScalar(i, 0, reach * (2.0 * (i / nodes) / (nodes - 1) - 1));
      grid.putScalar(i, 1, reach * (2.0 * (i % nodes) / (nodes - 1) - 1));
    }
    RealNvpPrior prior = new RealNvpPrior(2, 3, List.of(4));
    INDArray density = run(prior, 1, values(prior, 0.3), grid).get("density");
    double sum = Arrays.stream(density.ravel().toDoubleVector()).map(Math::exp).sum();
    assertThat(sum * Math.pow(2 * reach / (nodes - 1), 2)).isCloseTo(1, Offset.offset(1e-4));
  }

  @Test
  void gradientsAreRightByPlanToo() {
    RealNvpPrior prior = new RealNvpPrior(3, 2, List.of(4));
    List<String> names = prior.parameters().stream().map(ParameterSpec::name).toList();
    assertThat(names).hasSize(8);
    SplittableRandom random = new SplittableRandom(5);
    GradientCheck check = new GradientCheck();
    values(prior, 0.5).forEach(check::with);
    check
        .with("noise", GradientCheck.normal(random, 1, 6, 3))
        .with("z", GradientCheck.normal(random, 1, 6, 3))
        .verify(graph(prior, 3, DataType.DOUBLE), names);
    new Agreement(type -> graph(prior, 3, type), List.of("drawn", "again", "density"), names)
        .verify(3, 20, 7);
  }

  @Test
  void itStartsAsTheStandardNormal() {
    RealNvpPrior prior = new RealNvpPrior(4, 3, List.of(5));
    INDArray points = GradientCheck.normal(new SplittableRandom(6), 1, 3, 4);
    try (Parameters theta =
        Parameters.initial(
            prior.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.DOUBLE)) {
      Map<String, INDArray> at = run(prior, 1, theta.arrays(), points);
      assertThat(at.get("drawn")).isEqualTo(points);
      for (int row = 0; row < 3; row++) {
        assertThat(at.get("density").getDouble(0, row))
            .isCloseTo(logNormal(points.getRow(row).toDoubleVector()), Offset.offset(1e-12));
      }
    }
  }

  @Test
  void oneDimensionHasNothingToCouple() {
    assertThatThrownBy(() -> new RealNvpPrior(1, 2, List.of(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A RealNVP prior needs")
        .hasMessageContaining("two latent dimensions");
  }

  /// x = z + 0.3 ε: all that is learned is the prior.
  private record Seen(Prior prior) implements LatentVariableModel {
    private static final double SCALE = 0.3;

    @Override
    public int dataSize() {
      return 2;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return prior.parameters();
    }

    @Override
    public SDVariable mean(Graph graph, SDVariable z) {
      return z;
    }

    @Override
    public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
      SDVariable deviation = SafeOps.bySample(z, samples, 2).sub(x).mul(1 / SCALE);
      return deviation
          .mul(deviation)
          .sum(2)
          .mul(-0.5)
          .sub(2 * Math.log(SCALE) + Math.log(2 * Math.PI));
    }
  }

  private static double normal(double deviation, double variance) {
    return Math.exp(-0.5 * deviation * deviation / variance) / Math.sqrt(2 * Math.PI * variance);
  }

  /// log p(x) where z₀ ~ N(0, 1), z₁ ~ N(z₀², ¼): by the trapezoidal rule.
  private static double logTruth(float x0, float x1) {
    double noise = Seen.SCALE * Seen.SCALE;
    double sum = 0;
    for (double z = -8; z <= 8; z += 0.01) {
      sum += 0.01 * normal(z, 1) * normal(x0 - z, noise) * normal(x1 - z * z, 0.25 + noise);
    }
    return Math.log(sum);
  }

  /// Exact log p(x) of 100 of 400 points. The prior that drew them is within reach; that of 400
  /// points in its place fits them a little better, and N(0, I) worse by more than a nat.
  @Test
  void itLearnsWhereTheDataAre() {
    SplittableRandom random = new SplittableRandom(7);
    int count = 400;
    float[] x = new float[2 * count];
    for (int i = 0; i < count; i++) {
      double z = random.nextGaussian();
      x[2 * i] = (float) (z + Seen.SCALE * random.nextGaussian());
      x[2 * i + 1] =
          (float) (z * z + 0.5 * random.nextGaussian() + Seen.SCALE * random.nextGaussian());
    }
    Seen model = new Seen(new RealNvpPrior(2, 4, List.of(16)));
    Amortized encoder =
        new Amortized(new FullCovarianceFamily(), 2, 2, List.of(24), Activation.TANH);
    try (Trainer trainer =
            new Trainer(
                EXECUTOR,
                model,
                encoder,
                Elbo.standard(),
                TrainingConfig.of(400, 50, 1e-2, 1),
                "bent prior");
        TrainingState state = trainer.train(Observations.ofRows(x, 2))) {
      double[] learned = exact(model, state.parameters(), x);
      double[] standard = exact(new Seen(new StandardNormal(2)), state.parameters(), x);
      double[] truth = new double[learned.length];
      Arrays.setAll(truth, i -> logTruth(x[2 * i], x[2 * i + 1]));
      assertThat(Estimate.ofDifference(learned, truth).mean()).isBetween(-0.1, 0.1);
      assertThat(Estimate.ofDifference(standard, truth).mean()).isLessThan(-0.8);
    }
  }

  private static double[] exact(LatentVariableModel model, Parameters parameters, float[] x) {
    double[] exact = new double[100];
    try (Session session = new Session(EXECUTOR, model, parameters);
        Quadrature quadrature = new Quadrature(session, 1e-3)) {
      for (int i = 0; i < exact.length; i++) {
        exact[i] = quadrature.posterior(new float[] {x[2 * i], x[2 * i + 1]}).logEvidence().value();
      }
    }
    return exact;
  }
}
