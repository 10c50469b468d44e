package org.vaelab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
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
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.LinearGaussian;
import org.vaelab.network.Network;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Inference and evidence of data with missing values, through a session. What is observed of a
/// linear-Gaussian model has a closed form.
class MaskedSessionTest {
  private static final int DATA = 5;
  private static final int LATENT = 2;
  private static final int COUNT = 130;
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT, true);
  private static final NoiseSource<Purpose.Evaluation> EVALUATION =
      NoiseSource.of(4, Purpose.EVALUATION);
  private static final NoiseSource<Purpose.LocalOptimisation> LOCAL =
      NoiseSource.of(4, Purpose.LOCAL_OPTIMISATION);
  private static final Amortized ENCODER = new Amortized(FAMILY, LATENT, new OfMask());

  private static Parameters parameters;
  private static Session session;
  private static Points points;
  private static FullCovarianceGaussian marginal;

  /// φ = xV + mask U: an encoder that tells a zero from what is missing.
  private record OfMask() implements Network {
    private static final ParameterSpec OF_X = ParameterSpec.weights("encoder.V", DATA, 2 * LATENT);
    private static final ParameterSpec OF_MASK =
        ParameterSpec.weights("encoder.U", DATA, 2 * LATENT);

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
      return List.of(OF_X, OF_MASK);
    }

    @Override
    public SDVariable apply(Graph graph, SDVariable rows) {
      SDVariable mask = graph.input(LatentVariableModel.MASK, -1, DATA);
      return rows.mmul(graph.parameter(OF_X)).add(mask.mmul(graph.parameter(OF_MASK)));
    }
  }

  private static float[] normal(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /// Of the first point nothing is observed, of the second everything.
  @BeforeAll
  static void setUp() {
    SplittableRandom random = new SplittableRandom(2);
    parameters =
        Parameters.of(
            ENCODER.parametersWith(MODEL),
            Map.of(
                "linear.W", normal(random, LATENT * DATA, 0.6),
                "linear.b", normal(random, DATA, 1),
                "linear.logScale", new float[] {-0.3f},
                "encoder.V", normal(random, DATA * 2 * LATENT, 0.5),
                "encoder.U", normal(random, DATA * 2 * LATENT, 0.5)));
    float[] mask = new float[COUNT * DATA];
    for (int i = DATA; i < mask.length; i++) {
      mask[i] = i < 2 * DATA || random.nextDouble() < 0.6 ? 1 : 0;
    }
    Observations complete = Observations.ofRows(normal(random, COUNT * DATA, 1.5), DATA);
    points = Points.all(MaskedObservations.of(complete, mask));
    session = new Session(GraphExecutor.standard(), MODEL, parameters);
    marginal = MODEL.exact(parameters.values()).marginal();
  }

  @AfterAll
  static void free() {
    session.close();
    parameters.close();
  }

  private static float[] mask(int i) {
    float[] mask = new float[DATA];
    points.observations().copyMask(i, 0, mask, 0);
    return mask;
  }

  /// log p of what is observed of a point: 0 where that is nothing.
  private static double evidence(int i) {
    float[] mask = mask(i);
    int[] seen = IntStream.range(0, DATA).filter(d -> mask[d] == 1).toArray();
    if (seen.length == 0) {
      return 0;
    }
    double[][] covariance = new double[seen.length][seen.length];
    for (int a = 0; a < seen.length; a++) {
      for (int b = 0; b < seen.length; b++) {
        covariance[a][b] = marginal.covariance()[seen[a]][seen[b]];
      }
    }
    float[] x = points.row(i);
    return FullCovarianceGaussian.of(
            Arrays.stream(seen).mapToDouble(d -> marginal.mean()[d]).toArray(), covariance)
        .logProb(Arrays.stream(seen).mapToDouble(d -> x[d]).toArray());
  }

  /// log p(x) − ELBO of the best diagonal Gaussian, ½ (Σ log Λ_zz − log det Λ) with the posterior's
  /// precision Λ, that of the prior and of what is observed.
  private static double gap(int i) {
    Map<String, float[]> theta = parameters.values();
    float[] weights = theta.get("linear.W");
    double precision = Math.exp(-2 * theta.get("linear.logScale")[0]);
    double[][] sums = {{1, 0}, {0, 1}};
    float[] mask = mask(i);
    for (int d = 0; d < DATA; d++) {
      for (int a = 0; a < LATENT; a++) {
        for (int b = 0; b < LATENT; b++) {
          sums[a][b] += mask[d] * precision * weights[a * DATA + d] * weights[b * DATA + d];
        }
      }
    }
    double diagonal = sums[0][0] * sums[1][1];
    return 0.5 * Math.log(diagonal / (diagonal - sums[0][1] * sums[1][0]));
  }

  /// Each of 260 estimates is off by more than 4.5 standard errors with probability 7e-6. The
  /// optimisation stops a little below its optimum.
  @Test
  void sviAndImportanceSamplingFindTheEvidenceOfWhatIsObserved() {
    LocalOptimisation steps = LocalOptimisation.ofSteps(300, 4, new LearningRate.Cosine(0.1, 0.02));
    Svi svi = new Svi(FAMILY, new InnerLoop(steps, InnerLoop.Start.ZERO), steps);
    try (LocalPosteriors q = session.infer(svi, points, LOCAL)) {
      LikelihoodEstimates estimates = ImportanceSampling.of(4000).estimate(session, q, EVALUATION);
      for (int i = 0; i < COUNT; i++) {
        assertThat(estimates.logLikelihood()[i])
            .as("log p of point %d", i)
            .isCloseTo(evidence(i), Offset.offset(4.5 * estimates.standardError()[i] + 1e-4));
        assertThat(estimates.elbo()[i])
            .as("ELBO of point %d", i)
            .isBetween(
                evidence(i) - gap(i) - 4.5 * estimates.elboStandardError()[i] - 0.05,
                evidence(i) - gap(i) + 4.5 * estimates.elboStandardError()[i] + 1e-4);
      }
      float[] ofNothing = q.phi().row(0);
      for (float value : ofNothing) {
        assertThat(value)
            .as("q of what is not seen is the prior")
            .isCloseTo(0, Offset.offset(0.1f));
      }
    }
  }

  @Test
  void anEncoderSeesTheMask() {
    Map<String, float[]> weights = parameters.values();
    try (LocalPosteriors q = session.infer(ENCODER, points, LOCAL)) {
      for (int i = 0; i < COUNT; i++) {
        float[] x = points.row(i);
        float[] mask = mask(i);
        for (int j = 0; j < 2 * LATENT; j++) {
          double expected = 0;
          for (int d = 0; d < DATA; d++) {
            expected += x[d] * weights.get("encoder.V")[d * 2 * LATENT + j];
            expected += mask[d] * weights.get("encoder.U")[d * 2 * LATENT + j];
          }
          assertThat((double) q.phi().row(i)[j]).isCloseTo(expected, Offset.offset(1e-5));
        }
      }
    }
  }
}
