package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.gradient.DoublyReparameterised;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.EncoderTraining;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.inference.Svi;
import org.vaelab.model.LinearGaussian;
import org.vaelab.network.Network;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.optimisation.Momentum;
import org.vaelab.optimisation.NaturalGaussian;

/// Training reaches the maximum of the likelihood of probabilistic PCA, which has a closed form
/// (Tipping and Bishop 1999, eqs. 4 and 8): with a diagonal Gaussian q the ELBO has the same
/// maximum, as the principal axes can be the latent axes.
class KnownOptimumTest {
  private static final int POINTS = 500;
  private static final int DATA = 5;
  private static final int LATENT = 2;
  private static final double ALLOWED_NATS = 0.05;
  private static final float[] ROWS = rows();

  private static float[] rows() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] axes = {{2, 1, 0, -1, 0.5}, {0, 1, -1.5, 1, 0.3}};
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < POINTS; i++) {
      double first = random.nextGaussian();
      double second = random.nextGaussian();
      for (int d = 0; d < DATA; d++) {
        rows[i * DATA + d] =
            (float)
                (0.5 * d + first * axes[0][d] + second * axes[1][d] + 0.6 * random.nextGaussian());
      }
    }
    return rows;
  }

  /// The greatest mean log-likelihood, in nats per data point.
  private static double maximum() {
    double[] mean = new double[DATA];
    for (int i = 0; i < ROWS.length; i++) {
      mean[i % DATA] += ROWS[i] / (double) POINTS;
    }
    RealMatrix covariance = MatrixUtils.createRealMatrix(DATA, DATA);
    for (int i = 0; i < POINTS; i++) {
      for (int d = 0; d < DATA; d++) {
        for (int e = 0; e < DATA; e++) {
          covariance.addToEntry(
              d, e, (ROWS[i * DATA + d] - mean[d]) * (ROWS[i * DATA + e] - mean[e]) / POINTS);
        }
      }
    }
    double[] values = new EigenDecomposition(covariance).getRealEigenvalues();
    Arrays.sort(values);
    double variance = Arrays.stream(values, 0, DATA - LATENT).average().orElseThrow();
    double logDeterminant = (DATA - LATENT) * Math.log(variance);
    for (int i = DATA - LATENT; i < DATA; i++) {
      logDeterminant += Math.log(values[i]);
    }
    return -0.5 * (DATA * Math.log(2 * Math.PI) + logDeterminant + DATA);
  }

  /// The exact posteriors: means linear in x, scales the same for all x.
  record PosteriorOfPca() implements Network {
    private static final ParameterSpec WEIGHTS = ParameterSpec.weights("encoder.W", DATA, LATENT);
    private static final ParameterSpec BIAS = ParameterSpec.constantRow("encoder.b", LATENT, 0);
    private static final ParameterSpec LOG_SCALE =
        ParameterSpec.constantRow("encoder.logScale", LATENT, 0);

    @Override
    public int in() {
      return DATA;
    }

    @Override
    public int out() {
      return 2 * LATENT;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(WEIGHTS, BIAS, LOG_SCALE);
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      SDVariable mean = rows.mmul(graph.parameter(WEIGHTS)).add(graph.parameter(BIAS));
      return rows.getSameDiff().concat(1, mean, mean.mul(0).add(graph.parameter(LOG_SCALE)));
    }
  }

  static Stream<Arguments> cases() {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    Amortized encoder = new Amortized(family, LATENT, new PosteriorOfPca());
    LocalOptimisation inner = LocalOptimisation.ofSteps(10, 4, new LearningRate.Constant(0.03));
    LocalOptimisation natural =
        LocalOptimisation.ofSteps(5, 4, new LearningRate.Constant(0.3)).by(new NaturalGaussian());
    LocalOptimisation refinement =
        LocalOptimisation.ofSteps(3, 10, new LearningRate.Constant(0.01)).by(new Momentum(0.5));
    LocalOptimisation testTime = LocalOptimisation.ofSteps(100, 5, LearningRate.standard(0.05));
    Svi warm = new Svi(family, new InnerLoop(inner, InnerLoop.Start.WARM), testTime);
    SemiAmortized bound = new SemiAmortized(encoder, refinement, testTime, EncoderTraining.BOUND);
    List<InferenceStrategy> strategies =
        List.of(
            encoder,
            warm,
            new Svi(family, new InnerLoop(inner, InnerLoop.Start.CONTINUED), testTime),
            new Svi(family, new InnerLoop(natural, InnerLoop.Start.WARM), testTime),
            bound,
            new SemiAmortized(encoder, refinement, testTime, EncoderTraining.REFINED),
            new SemiAmortized(encoder, refinement, testTime, EncoderTraining.THROUGH_STEPS));
    return Stream.concat(
        strategies.stream().map(strategy -> Arguments.of(strategy, Pathwise.standard())),
        Stream.of(encoder, warm, bound)
            .map(strategy -> Arguments.of(strategy, new DoublyReparameterised())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isReached(InferenceStrategy strategy, GradientEstimator estimator) {
    LinearGaussian model = new LinearGaussian(DATA, LATENT);
    Observations data = Observations.ofRows(ROWS, DATA);
    TrainingConfig config =
        new TrainingConfig(
            200,
            50,
            4,
            Adam.standard(),
            new LearningRate.Cosine(0.03, 0.01),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            1);
    try (Trainer trainer =
            new Trainer(GraphExecutor.standard(), model, strategy, estimator, config, "PCA");
        TrainingState start = trainer.start(POINTS);
        TrainingState state = trainer.train(data)) {
      double before = logLikelihood(model, start);
      double reached = logLikelihood(model, state);
      assertThat(before).isLessThan(maximum() - 1);
      assertThat(reached).isBetween(maximum() - ALLOWED_NATS, maximum() + 1e-6);
      assertThat(state.history().getLast().trainElbo()).isLessThan(maximum() + ALLOWED_NATS);
    }
  }

  private static double logLikelihood(LinearGaussian model, TrainingState state) {
    FullCovarianceGaussian marginal = model.exact(state.parameters().values()).marginal();
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double[] x = new double[DATA];
      for (int d = 0; d < DATA; d++) {
        x[d] = ROWS[i * DATA + d];
      }
      sum += marginal.logProb(x);
    }
    return sum / POINTS;
  }
}
