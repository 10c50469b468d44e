package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.LayeredFamily;
import org.vaelab.distribution.LayeredPrior;
import org.vaelab.distribution.MixturePrior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.distribution.VampPrior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.network.Activation;
import org.vaelab.network.FirstColumns;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.objective.Elbo;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Priors with parameters: densities, samples, gradients and what estimators make of them.
class LearnedPriorsTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final int DATA = 4;
  private static final int COMPONENTS = 3;
  private static final float[] X = {1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1};
  private static final int[] POINTS = {0, 1, 2};
  private static final Mlp ENCODER = new Mlp("encoder", DATA, List.of(5), 4, Activation.TANH);

  /// All over two latent variables.
  static List<Prior> priors() {
    return List.of(
        new MixturePrior(2, COMPONENTS),
        VampPrior.of(ENCODER, COMPONENTS),
        VampPrior.startingAt(ENCODER, X),
        new MixturePrior(2, 1),
        new LayeredPrior(
            new StandardNormal(1), new Mlp("between", 1, List.of(4), 2, Activation.TANH)),
        new LayeredPrior(
            new MixturePrior(1, 2), new Mlp("between", 1, List.of(3), 2, Activation.TANH)));
  }

  private static Vae vae(Prior prior) {
    return new Vae(
        DATA,
        prior,
        new Mlp("decoder", prior.size(), List.of(5), DATA, Activation.TANH),
        new Likelihood.Bernoulli());
  }

  /// Initial values, the decoder's weights doubled so that it is not near linear.
  private static Parameters theta(Vae model) {
    Parameters theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
    theta.names().stream()
        .filter(name -> name.startsWith("decoder.W"))
        .forEach(name -> theta.get(name).muli(2));
    return theta;
  }

  private static double[] logProbs(Prior prior, Parameters theta, double[][] z) {
    Graph graph = new Graph(DataType.DOUBLE);
    graph.output("logProb", prior.logProb(graph, graph.input("z", -1, prior.size()), 1));
    INDArray rows = GradientCheck.normal(new SplittableRandom(1), 1, z.length, prior.size());
    for (int i = 0; i < z.length; i++) {
      for (int d = 0; d < prior.size(); d++) {
        rows.putScalar(i, d, z[i][d]);
      }
    }
    try (CompiledGraph compiled = EXECUTOR.compile(graph, List.of("logProb"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      for (String name : theta.names()) {
        inputs.share(name, theta.get(name).castTo(DataType.DOUBLE));
      }
      INDArray values = compiled.run(inputs.share("z", rows)).output("logProb");
      return IntStream.range(0, z.length).mapToDouble(values::getDouble).toArray();
    }
  }

  /// By the trapezoidal rule, which is exact to rounding for smooth functions that vanish at the
  /// ends.
  @ParameterizedTest
  @MethodSource("priors")
  void densitiesIntegrateToOne(Prior prior) {
    int side = 241;
    double step = 0.1;
    double[][] z = new double[side * side][];
    for (int i = 0; i < z.length; i++) {
      z[i] = new double[] {(i / side - side / 2) * step, (i % side - side / 2) * step};
    }
    try (Parameters theta = theta(vae(prior))) {
      double integral = Arrays.stream(logProbs(prior, theta, z)).map(Math::exp).sum() * step * step;
      assertThat(integral).isCloseTo(1, Offset.offset(1e-3));
    }
  }

  /// −E[log p(z)] over 20,000 samples against the entropy by the trapezoidal rule, and the mean of
  /// each coordinate likewise: each of 18 comparisons fails by chance with probability 6e-5 (4
  /// standard errors).
  @ParameterizedTest
  @MethodSource("priors")
  void samplesHaveTheDensity(Prior prior) {
    int side = 241;
    double step = 0.1;
    double[][] z = new double[side * side][];
    for (int i = 0; i < z.length; i++) {
      z[i] = new double[] {(i / side - side / 2) * step, (i % side - side / 2) * step};
    }
    Vae model = vae(prior);
    int count = 20_000;
    try (Parameters theta = theta(model)) {
      double[] log = logProbs(prior, theta, z);
      double[] exact = new double[3];
      for (int i = 0; i < z.length; i++) {
        double mass = Math.exp(log[i]) * step * step;
        exact[0] += mass == 0 ? 0 : mass * log[i];
        exact[1] += mass * z[i][0];
        exact[2] += mass * z[i][1];
      }
      float[] drawn =
          Simulation.draw(EXECUTOR, model, theta, count, NoiseSource.of(5, Purpose.SAMPLING)).z();
      double[][] rows = new double[count][];
      for (int i = 0; i < count; i++) {
        rows[i] = new double[] {drawn[2 * i], drawn[2 * i + 1]};
      }
      double[] at = logProbs(prior, theta, rows);
      double[][] values = {
        at,
        Arrays.stream(rows).mapToDouble(row -> row[0]).toArray(),
        Arrays.stream(rows).mapToDouble(row -> row[1]).toArray()
      };
      for (int q = 0; q < values.length; q++) {
        double mean = Arrays.stream(values[q]).average().orElseThrow();
        double variance =
            Arrays.stream(values[q]).map(v -> (v - mean) * (v - mean)).sum() / (count - 1.0);
        assertThat(mean)
            .as("quantity %d", q)
            .isCloseTo(exact[q], Offset.offset(4 * Math.sqrt(variance / count) + 1e-3));
      }
    }
  }

  /// Each of nine comparisons of a prior fails by chance with probability 6e-5 (4 standard errors).
  @ParameterizedTest
  @MethodSource("priors")
  void estimatorsFindTheExactLogLikelihood(Prior prior) {
    Vae model = vae(prior);
    Points points = new Points(Observations.ofRows(X, DATA), POINTS);
    float[] phi = {0.1f, 0.2f, 0.7f, 0.7f, 0.1f, 0.3f, 0.7f, 0.7f, 0, 0.1f, 0.7f, 0.7f};
    try (Parameters theta = theta(model);
        Session session = new Session(EXECUTOR, model, theta);
        Quadrature quadrature = new Quadrature(session, 1e-5);
        LocalPosteriors start = session.prior(points);
        LocalPosteriors q = LocalPosteriors.of(points, new DiagonalGaussianFamily(), 2, phi)) {
      var noise = NoiseSource.of(2, Purpose.EVALUATION);
      LikelihoodEstimates sampled = ImportanceSampling.of(20_000).estimate(session, q, noise);
      LikelihoodEstimates naive = ImportanceSampling.of(20_000).estimate(session, start, noise);
      AnnealedEstimates annealed =
          new AnnealedImportanceSampling(200, 40, 5, Schedule.SIGMOID, POINTS.length)
              .estimate(session, start, noise);
      for (int i = 0; i < POINTS.length; i++) {
        double exact =
            quadrature
                .posterior(Arrays.copyOfRange(X, i * DATA, (i + 1) * DATA))
                .logEvidence()
                .value();
        assertThat(sampled.logLikelihood()[i])
            .isCloseTo(exact, Offset.offset(4 * sampled.standardError()[i]));
        assertThat(naive.logLikelihood()[i])
            .isCloseTo(exact, Offset.offset(4 * naive.standardError()[i]));
        assertThat(annealed.logLikelihood()[i])
            .isCloseTo(exact, Offset.offset(4 * annealed.standardError()[i]));
        assertThat(sampled.elbo()[i]).isLessThan(exact);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("priors")
  void gradients(Prior prior) {
    Vae model = vae(prior);
    Amortized encoder = new Amortized(new DiagonalGaussianFamily(), 2, ENCODER);
    List<ParameterSpec> specs = encoder.parametersWith(model);
    int batch = 3;
    int samples = 2;
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable x = model.data(graph);
    PosteriorFamily family = encoder.family();
    SDVariable bound =
        Elbo.standard()
            .bound(
                graph,
                model,
                family.posterior(graph, encoder.phi(graph, x, 2), 2),
                x,
                family.noise(graph, 2),
                samples)
            .value();
    graph.objective(bound.mul(bound).mean());
    SplittableRandom random = new SplittableRandom(8);
    new GradientCheck()
        .with("x", GradientCheck.normal(random, 1, batch, DATA))
        .with("noise", GradientCheck.normal(random, 1, (long) samples * batch, 2))
        .with("klWeight", GradientCheck.normal(random, 1, 1))
        .withParameters(specs, random)
        .verify(graph, specs.stream().map(ParameterSpec::name).toList());
  }

  /// Sums over the components one by one, in double precision.
  @Test
  void aVampPriorIsTheMixtureOfItsPseudoInputsPosteriors() {
    VampPrior prior = VampPrior.startingAt(ENCODER, X);
    Vae model = vae(prior);
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    double[][] z = {{0.3, -1}, {2, 0.1}};
    try (Parameters theta = theta(model);
        Session session = new Session(EXECUTOR, model, theta);
        LocalPosteriors q =
            session.infer(
                new Amortized(family, 2, ENCODER),
                new Points(Observations.ofRows(X, DATA), POINTS),
                NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      double[] log = logProbs(prior, theta, z);
      for (int i = 0; i < z.length; i++) {
        double density = 0;
        for (int c = 0; c < POINTS.length; c++) {
          float[] row = q.phi().row(c);
          double component = 1.0 / POINTS.length;
          for (int d = 0; d < 2; d++) {
            double scale = Math.exp(row[2 + d]);
            double deviation = (z[i][d] - row[d]) / scale;
            component *= Math.exp(-0.5 * deviation * deviation) / scale / Math.sqrt(2 * Math.PI);
          }
          density += component;
        }
        assertThat(log[i]).isCloseTo(Math.log(density), Offset.offset(1e-5));
      }
    }
  }

  /// What the products of the multiplied-out squares cost in float: 40 dimensions, σ from 0.05 up.
  @Test
  void inFloatsAMixtureIsCloseToItsValueInDoubles() {
    int size = 40;
    int count = 200;
    MixturePrior prior = new MixturePrior(size, 50);
    SplittableRandom random = new SplittableRandom(4);
    INDArray means = GradientCheck.normal(random, 1, 50, size);
    INDArray logScales = GradientCheck.normal(random, 1, 50, size);
    INDArray z = GradientCheck.normal(random, 1, count, size);
    for (long i = 0; i < logScales.length(); i++) {
      logScales.putScalar(i, Math.log(0.05) + Math.abs(logScales.getDouble(i)));
    }
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < size; d++) {
        int c = i % 50;
        z.putScalar(
            i, d, means.getDouble(c, d) + Math.exp(logScales.getDouble(c, d)) * z.getDouble(i, d));
      }
    }
    double[][] values = new double[2][];
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Graph graph = new Graph(type);
      graph.output("logProb", prior.logProb(graph, graph.input("z", -1, size), 1));
      try (CompiledGraph compiled = EXECUTOR.compile(graph, List.of("logProb"), List.of());
          Inputs inputs = new Inputs(type)) {
        inputs
            .share("prior.logits", GradientCheck.normal(random, 0, 1, 50).castTo(type))
            .share("prior.means", means.castTo(type))
            .share("prior.logScales", logScales.castTo(type))
            .share("z", z.castTo(type));
        INDArray log = compiled.run(inputs).output("logProb");
        values[type == DataType.FLOAT ? 0 : 1] =
            IntStream.range(0, count).mapToDouble(log::getDouble).toArray();
      }
    }
    for (int i = 0; i < count; i++) {
      assertThat(values[0][i]).isCloseTo(values[1][i], Offset.offset(5e-3));
    }
  }

  @Test
  void anEncoderThatThePriorSharesIsTrainedOnce() {
    Vae model = vae(VampPrior.of(ENCODER, COMPONENTS));
    Amortized sharing = new Amortized(new DiagonalGaussianFamily(), 2, ENCODER);
    List<String> names = sharing.parametersWith(model).stream().map(ParameterSpec::name).toList();
    assertThat(names).doesNotHaveDuplicates().containsAll(names(ENCODER));
    assertThat(names).hasSize(4 + 4 + 1);
    Amortized other =
        new Amortized(new DiagonalGaussianFamily(), DATA, 2, List.of(7), Activation.TANH);
    assertThatThrownBy(() -> other.parametersWith(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.W0")
        .hasMessageContaining("[4, 5]")
        .hasMessageContaining("[4, 7]");
  }

  private static List<String> names(Network network) {
    return network.parameters().stream().map(ParameterSpec::name).toList();
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    List<Runnable> wrong = new ArrayList<>();
    wrong.add(() -> new MixturePrior(2, 0));
    wrong.add(() -> new VampPrior(new Mlp("e", 4, List.of(), 3, Activation.TANH), 2, (s, g) -> X));
    wrong.add(() -> VampPrior.startingAt(ENCODER, new float[7]));
    wrong.add(
        () ->
            new LayeredPrior(
                new StandardNormal(2), new Mlp("b", 1, List.of(), 2, Activation.TANH)));
    wrong.add(() -> new FirstColumns(new Mlp("d", 3, List.of(), 2, Activation.TANH), 2));
    wrong.add(() -> new LayeredFamily(new Mlp("u", 2, List.of(), 4, Activation.TANH)).rowSize(3));
    assertThat(wrong)
        .allSatisfy(
            make -> assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class));
  }
}
