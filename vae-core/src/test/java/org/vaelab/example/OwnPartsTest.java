package org.vaelab.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.evidence.gap.EvidenceEstimator;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.GapDecomposition;
import org.vaelab.evidence.gap.GapReport;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Network;
import org.vaelab.objective.Bound;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// A prior, a network, a likelihood, a posterior family without closed forms, a gradient estimator
/// and an inference strategy of one's own: one class each, and everything works with them.
class OwnPartsTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final int DATA = 3;
  private static final int POINTS = 64;
  private static final int[] SHOWN = {0, 1, 2, 3};

  /// N(c, I), c learned.
  record ShiftedPrior(int size) implements Prior {
    private ParameterSpec centre() {
      return ParameterSpec.constantRow("prior.centre", size, 0.5f);
    }

    @Override
    public String label() {
      return "N(c, I)";
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(centre());
    }

    @Override
    public SDVariable logProb(Graph graph, SDVariable z, int samples) {
      SDVariable deviation = z.sub(graph.parameter(centre()));
      return SafeOps.bySample(deviation.mul(deviation), samples, size)
          .sum(2)
          .mul(-0.5)
          .sub(size * 0.5 * Math.log(2 * Math.PI));
    }

    @Override
    public SDVariable sample(Graph graph, SDVariable noise) {
      return noise.add(graph.parameter(centre()));
    }
  }

  /// a + b·rows + c·rows², every output with all inputs.
  record Quadratic(String name, int in, int out) implements Network {
    private ParameterSpec weights(String power) {
      return ParameterSpec.weights(name + "." + power, in, out);
    }

    private ParameterSpec bias() {
      return ParameterSpec.constantRow(name + ".bias", out, 0);
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(weights("linear"), weights("square"), bias());
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      SDVariable squares = rows.mul(rows).mul(0.1);
      return rows.mmul(graph.parameter(weights("linear")))
          .add(squares.mmul(graph.parameter(weights("square"))))
          .add(graph.parameter(bias()));
    }
  }

  /// Independent logistic densities of scale s around the outputs, with a = (x − output)/s:
  /// log p = −a − 2 log(1 + e^−a) − log s.
  record Logistic(double scale) implements Likelihood.Factorised {
    @Override
    public int outputsPerDimension() {
      return 1;
    }

    @Override
    public SDVariable logProbs(SDVariable x, SDVariable outputs, int samples, int dataSize) {
      SDVariable a = SafeOps.bySample(outputs, samples, dataSize).sub(x).mul(-1 / scale);
      return a.add(SafeOps.softplus(a.neg()).mul(2)).add(Math.log(scale)).neg();
    }

    @Override
    public SDVariable mean(SDVariable outputs, int dataSize) {
      return outputs.mul(1);
    }

    @Override
    public float[] draw(float[] outputs, int dataSize, RandomGenerator generator) {
      float[] x = new float[dataSize];
      for (int d = 0; d < dataSize; d++) {
        double u = generator.nextDouble();
        x[d] = (float) (outputs[d] + scale * Math.log(u / (1 - u)));
      }
      return x;
    }
  }

  /// z = μ + σ sinh(ε): tails far wider than a Gaussian's, and no closed form of anything.
  record WideTails() implements PosteriorFamily {
    @Override
    public String label() {
      return "sinh of a Gaussian";
    }

    @Override
    public int rowSize(int latentSize) {
      return 2 * latentSize;
    }

    @Override
    public Posterior posterior(Graph graph, SDVariable phi, int latentSize) {
      var math = phi.getSameDiff().math;
      SDVariable location = SafeOps.columns(phi, 0, latentSize);
      SDVariable logScale = SafeOps.columns(phi, latentSize, 2 * latentSize);
      return new Posterior() {
        @Override
        public SDVariable sample(SDVariable noise, int samples) {
          SDVariable sinh = math.exp(noise).sub(math.exp(noise.neg())).mul(0.5);
          SDVariable scaled =
              SafeOps.bySample(sinh, samples, latentSize).mul(math.exp(logScale)).add(location);
          return scaled.reshape(-1, latentSize);
        }

        /// With t = (z − μ)/σ and ε = log(t + √(t² + 1)): log N(ε) − log σ − ½ log(t² + 1)
        @Override
        public SDVariable logProb(SDVariable z, int samples) {
          SDVariable t =
              SafeOps.bySample(z, samples, latentSize).sub(location).mul(math.exp(logScale.neg()));
          SDVariable squares = math.square(t).add(1);
          // For t < 0 the sum would cancel; the density is even in t.
          SDVariable magnitude = math.sqrt(math.square(t).add(1e-12));
          SDVariable epsilon = math.log(magnitude.add(math.sqrt(squares)));
          return math.square(epsilon)
              .mul(-0.5)
              .sub(logScale)
              .sub(math.log(squares).mul(0.5))
              .sum(2)
              .sub(latentSize * 0.5 * Math.log(2 * Math.PI));
        }
      };
    }

    @Override
    public float[] initialRow(int latentSize, RandomGenerator start) {
      return new float[2 * latentSize];
    }

    @Override
    public float[] randomRow(int latentSize, RandomGenerator generator) {
      float[] row = initialRow(latentSize, generator);
      for (int d = 0; d < latentSize; d++) {
        row[d] = (float) generator.nextGaussian();
      }
      return row;
    }
  }

  /// The mean of two unbiased estimators is one.
  record HalfAndHalf(GradientEstimator one, GradientEstimator other) implements GradientEstimator {
    @Override
    public String label() {
      return one.label() + " and " + other.label();
    }

    @Override
    public Bound surrogate(
        Graph graph,
        LatentVariableModel model,
        Posterior posterior,
        SDVariable x,
        SDVariable noise,
        int samples) {
      Bound a = one.surrogate(graph, model, posterior, x, noise, samples);
      Bound b = other.surrogate(graph, model, posterior, x, noise, samples);
      return new Bound(a.value(), a.trained().add(b.trained()).mul(0.5));
    }
  }

  /// φ is the same for all data points: the crudest amortization.
  record OneForAll(PosteriorFamily family, int latentSize) implements InferenceStrategy {
    private ParameterSpec row() {
      return ParameterSpec.constantRow("shared.phi", family.rowSize(latentSize), 0);
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(row());
    }

    @Override
    public SDVariable phi(Graph graph, SDVariable x, int latent) {
      return SafeOps.columns(x, 0, 1).mul(0).add(graph.parameter(row()));
    }
  }

  private static final Vae MODEL =
      new Vae(DATA, new ShiftedPrior(1), new Quadratic("decoder", 1, DATA), new Logistic(0.5));

  private static Observations data() {
    SplittableRandom random = new SplittableRandom(3);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < POINTS; i++) {
      double z = random.nextGaussian();
      for (int d = 0; d < DATA; d++) {
        rows[i * DATA + d] = (float) ((d + 1) * z + 0.3 * random.nextGaussian());
      }
    }
    return Observations.ofRows(rows, DATA);
  }

  private static double lastElbo(TrainingState state) {
    return state.history().getLast().trainElbo();
  }

  private static TrainingConfig recipe() {
    return TrainingConfig.of(60, 16, 0.03, 1);
  }

  @Test
  void allAreTrainedAndMeasured() {
    Observations data = data();
    WideTails family = new WideTails();
    LocalOptimisation local = LocalOptimisation.ofSteps(200, 4, LearningRate.standard(0.1));
    var strategies =
        List.of(
            new OneForAll(family, 1),
            new Svi(
                family,
                new InnerLoop(
                    LocalOptimisation.ofSteps(5, 2, new LearningRate.Constant(0.1)),
                    InnerLoop.Start.WARM),
                local));
    double[] elbos = new double[2];
    for (int s = 0; s < 2; s++) {
      var estimator = new HalfAndHalf(Pathwise.standard(), new ScoreFunction());
      try (Trainer trainer =
              new Trainer(EXECUTOR, MODEL, strategies.get(s), estimator, recipe(), "own parts");
          TrainingState state = trainer.train(data);
          Session session = new Session(EXECUTOR, MODEL, state.parameters())) {
        assertThat(lastElbo(state)).isGreaterThan(state.history().getFirst().trainElbo());
        elbos[s] = lastElbo(state);
        var optimising = NoiseSource.of(2, Purpose.LOCAL_OPTIMISATION);
        Points shown = new Points(data, SHOWN);
        measured(session, session.infer(strategies.get(s), shown, optimising), local);
      }
    }
    assertThat(elbos[1]).isGreaterThan(elbos[0] + 1); // Data points of their own q fit better.
  }

  /// Each of the comparisons fails by chance with probability 6e-5 (4 standard errors).
  private static void measured(Session session, LocalPosteriors q, LocalOptimisation local) {
    double[] exact = new double[SHOWN.length];
    try (Quadrature quadrature = new Quadrature(session, 1e-7)) {
      for (int i = 0; i < exact.length; i++) {
        exact[i] = quadrature.posterior(q.points().row(i)).logEvidence().value();
      }
    }
    GapDecomposition decomposition =
        new GapDecomposition(
            List.of(new DiagonalGaussianFamily(), new WideTails()),
            List.of(new EvidenceEstimator.FromOptimum(new WideTails(), 4_000)),
            new FamilyOptimiser(local, 1, 200, SHOWN.length),
            4_000,
            7);
    GapReport report =
        decomposition.decompose(
            session, q, new EvidenceEstimator.FromOptimum(new WideTails(), 4_000));
    var evaluation = NoiseSource.of(8, Purpose.EVALUATION);
    AnnealedEstimates annealed =
        new AnnealedImportanceSampling(300, 20, 5, Schedule.SIGMOID, SHOWN.length)
            .estimate(session, session.prior(q.points()), evaluation);
    for (int i = 0; i < exact.length; i++) {
      assertThat(report.logLikelihood()[i])
          .isCloseTo(exact[i], Offset.offset(4 * report.logLikelihoodError()[i] + 1e-3));
      assertThat(annealed.logLikelihood()[i])
          .isCloseTo(exact[i], Offset.offset(4 * annealed.standardError()[i] + 1e-3));
      for (GapReport.FamilyGap gap : report.families()) {
        assertThat(gap.elboOptimal()[i]).isLessThan(exact[i] + 0.05);
      }
    }
    double own = Arrays.stream(report.elboOwn()).average().orElseThrow();
    double optimal =
        Arrays.stream(report.families().getLast().elboOptimal()).average().orElseThrow();
    assertThat(optimal).isGreaterThan(own - 0.05);
    LikelihoodEstimates elbo = ImportanceSampling.of(2_000).estimate(session, q, evaluation);
    assertThat(IntStream.range(0, exact.length).filter(i -> elbo.elbo()[i] > exact[i] + 0.1))
        .isEmpty();
  }
}
