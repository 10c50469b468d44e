package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.distribution.LayeredFamily;
import org.vaelab.distribution.LayeredPrior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.FirstColumns;
import org.vaelab.network.Mlp;
import org.vaelab.network.Network;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Two stochastic layers with linear networks, z₂ ~ N(0, I), z₁ ~ N(z₂A + a, r²I),
/// x ~ N(z₁W + b, s²I): p(x) is Gaussian.
class TwoLayersTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final int DATA = 5;
  private static final int LOWER = 2;
  private static final int UPPER = 1;
  private static final int LATENT = LOWER + UPPER;
  private static final double SCALE = 0.6;
  private static final Vae MODEL =
      new Vae(
          DATA,
          new LayeredPrior(new StandardNormal(UPPER), new Linear("between", UPPER, LOWER)),
          new FirstColumns(new Mlp("decoder", LOWER, List.of(), DATA, Activation.TANH), LATENT),
          new Likelihood.FixedGaussian(SCALE));
  private static final LayeredFamily LAYERS = new LayeredFamily(new Linear("above", LOWER, UPPER));

  /// A mean linear in the row and a scale that does not depend on it.
  record Linear(String name, int in, int size) implements Network {
    private ParameterSpec weights() {
      return ParameterSpec.weights(name + ".W", in, size);
    }

    private ParameterSpec bias() {
      return ParameterSpec.constantRow(name + ".b", size, 0);
    }

    private ParameterSpec logScale() {
      return ParameterSpec.constantRow(name + ".logScale", size, 0);
    }

    @Override
    public int out() {
      return 2 * size;
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(weights(), bias(), logScale());
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      SDVariable mean = rows.mmul(graph.parameter(weights())).add(graph.parameter(bias()));
      return rows.getSameDiff().concat(1, mean, mean.mul(0).add(graph.parameter(logScale())));
    }
  }

  private static RealMatrix matrix(float[] values, int columns) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(values.length / columns, columns);
    for (int i = 0; i < values.length; i++) {
      matrix.setEntry(i / columns, i % columns, values[i]);
    }
    return matrix;
  }

  /// N(aW + b, Wᵀ(AᵀA + diag r²)W + s²I)
  private static FullCovarianceGaussian marginal(Map<String, float[]> theta) {
    RealMatrix a = matrix(theta.get("between.W"), LOWER);
    RealMatrix w = matrix(theta.get("decoder.W0"), DATA);
    RealMatrix lower = a.transpose().multiply(a);
    for (int d = 0; d < LOWER; d++) {
      lower.addToEntry(d, d, Math.exp(2 * theta.get("between.logScale")[d]));
    }
    RealMatrix covariance = w.transpose().multiply(lower).multiply(w);
    for (int d = 0; d < DATA; d++) {
      covariance.addToEntry(d, d, SCALE * SCALE);
    }
    RealMatrix mean = matrix(theta.get("between.b"), LOWER).multiply(w);
    for (int d = 0; d < DATA; d++) {
      mean.addToEntry(0, d, theta.get("decoder.b0")[d]);
    }
    RealMatrix symmetric = covariance.add(covariance.transpose()).scalarMultiply(0.5);
    return FullCovarianceGaussian.of(mean.getRow(0), symmetric.getData());
  }

  private static double[] logLikelihood(Map<String, float[]> theta, float[] rows) {
    FullCovarianceGaussian marginal = marginal(theta);
    double[] log = new double[rows.length / DATA];
    for (int i = 0; i < log.length; i++) {
      double[] x = new double[DATA];
      for (int d = 0; d < DATA; d++) {
        x[d] = rows[i * DATA + d];
      }
      log[i] = marginal.logProb(x);
    }
    return log;
  }

  private static float[] rows(int count) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] axes = {{2, 1, 0, -1, 0.5}, {0, 1, -1.5, 1, 0.3}};
    float[] rows = new float[count * DATA];
    for (int i = 0; i < count; i++) {
      double first = random.nextGaussian();
      double second = random.nextGaussian();
      for (int d = 0; d < DATA; d++) {
        double mean = 0.5 * d + first * axes[0][d] + second * axes[1][d];
        rows[i * DATA + d] = (float) (mean + SCALE * random.nextGaussian());
      }
    }
    return rows;
  }

  static List<PosteriorFamily> families() {
    return List.of(new DiagonalGaussianFamily(), new FullCovarianceFamily());
  }

  /// Each of ten comparisons of a family fails by chance with probability 6e-5 (4 standard errors).
  @ParameterizedTest
  @MethodSource("families")
  void theEstimatedLogLikelihoodIsThatOfTheClosedForm(PosteriorFamily family) {
    float[] rows = rows(5);
    LocalOptimisation local = LocalOptimisation.ofSteps(300, 8, LearningRate.standard(0.05));
    Svi svi = new Svi(family, new InnerLoop(local, InnerLoop.Start.ZERO), local);
    try (Parameters parameters =
            Parameters.initial(
                svi.parametersWith(MODEL),
                NoiseSource.of(3, Purpose.INITIALISATION),
                DataType.FLOAT);
        Session session = new Session(EXECUTOR, MODEL, parameters);
        LocalPosteriors q =
            session.infer(
                svi,
                Points.all(Observations.ofRows(rows, DATA)),
                NoiseSource.of(3, Purpose.LOCAL_OPTIMISATION));
        LocalPosteriors prior = session.prior(q.points())) {
      var noise = NoiseSource.of(4, Purpose.EVALUATION);
      LikelihoodEstimates sampled = ImportanceSampling.of(20_000).estimate(session, q, noise);
      AnnealedEstimates annealed =
          new AnnealedImportanceSampling(200, 40, 5, Schedule.SIGMOID, 5)
              .estimate(session, prior, noise);
      double[] exact = logLikelihood(parameters.values(), rows);
      for (int i = 0; i < exact.length; i++) {
        assertThat(sampled.standardError()[i]).isLessThan(0.1);
        assertThat(sampled.logLikelihood()[i])
            .isCloseTo(exact[i], Offset.offset(4 * sampled.standardError()[i]));
        assertThat(annealed.logLikelihood()[i])
            .isCloseTo(exact[i], Offset.offset(4 * annealed.standardError()[i]));
        assertThat(sampled.elbo()[i]).isLessThan(exact[i] + 4 * sampled.elboStandardError()[i]);
      }
    }
  }

  /// The maximum of the likelihood with s given: the covariance has the data's two greatest
  /// eigenvalues and else s² (Tipping and Bishop 1999, appendix A). There q, layer by layer, is the
  /// posterior, but for what training leaves.
  @Test
  void trainingReachesTheMaximumOfTheLikelihood() {
    int count = 500;
    float[] rows = rows(count);
    Amortized encoder = new Amortized(LAYERS, LATENT, new Linear("encoder", DATA, LOWER));
    TrainingConfig config = TrainingConfig.of(150, 50, 0.02, 1);
    try (Trainer trainer =
            new Trainer(EXECUTOR, MODEL, encoder, Elbo.standard(), config, "two layers");
        TrainingState start = trainer.start(count);
        TrainingState state = trainer.train(Observations.ofRows(rows, DATA))) {
      double maximum = maximum(rows);
      double before = mean(logLikelihood(start.parameters().values(), rows));
      double reached = mean(logLikelihood(state.parameters().values(), rows));
      assertThat(before).isLessThan(maximum - 1);
      assertThat(reached).isBetween(maximum - 0.05, maximum + 1e-6);
      assertThat(state.history().getLast().trainElbo()).isLessThan(maximum + 0.05);
      assertThat(logWeights(state, encoder, rows)).isCloseTo(reached, Offset.offset(0.01));
    }
  }

  /// The mean of log p̂ by the trained q.
  private static double logWeights(TrainingState state, Amortized encoder, float[] rows) {
    try (Session session = new Session(EXECUTOR, MODEL, state.parameters());
        LocalPosteriors q =
            session.infer(
                encoder,
                Points.all(Observations.ofRows(rows, DATA)),
                NoiseSource.of(3, Purpose.LOCAL_OPTIMISATION))) {
      return mean(
          ImportanceSampling.of(200)
              .estimate(session, q, NoiseSource.of(4, Purpose.EVALUATION))
              .logLikelihood());
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double maximum(float[] rows) {
    RealMatrix x = matrix(rows, DATA);
    int count = x.getRowDimension();
    for (int d = 0; d < DATA; d++) {
      double mean = mean(x.getColumn(d));
      for (int i = 0; i < count; i++) {
        x.addToEntry(i, d, -mean);
      }
    }
    double[] values =
        new EigenDecomposition(x.transpose().multiply(x).scalarMultiply(1.0 / count))
            .getRealEigenvalues();
    Arrays.sort(values);
    double variance = SCALE * SCALE;
    double log = DATA * Math.log(2 * Math.PI);
    for (int i = 0; i < DATA; i++) {
      boolean explained = i >= DATA - LOWER;
      log += explained ? Math.log(values[i]) + 1 : Math.log(variance) + values[i] / variance;
    }
    return -0.5 * log;
  }
}
