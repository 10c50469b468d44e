package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.JointSample;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.LogMeanExp;
import org.vaelab.statistics.RunningMean;

/// Of a linear-Gaussian model the observed coordinates are a linear-Gaussian model too, so that
/// their log p(x) and posterior are known.
class MissingValuesTest {
  private static final int DATA = 5;
  private static final int LATENT = 2;
  private static final int SAMPLES = 20_000;
  private static final int[][] OBSERVED = {{0, 1, 2, 3, 4}, {0, 3}, {2}, {1, 2, 3, 4}};
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT, true);
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();

  private static float[] normal(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static ExactLinearGaussian ofObserved(float[] weights, float[] bias, int[] observed) {
    int count = observed.length;
    float[] w = new float[LATENT * count];
    float[] b = new float[count];
    for (int d = 0; d < count; d++) {
      b[d] = bias[observed[d]];
      for (int z = 0; z < LATENT; z++) {
        w[z * count + d] = weights[z * DATA + observed[d]];
      }
    }
    return ExactLinearGaussian.of(count, LATENT, w, b, Math.exp(-0.4f));
  }

  /// Each of eight comparisons fails by chance with probability 6e-5 (4 standard errors).
  @Test
  void boundsAndEstimatesAreThoseOfTheObservedCoordinates() {
    SplittableRandom random = new SplittableRandom(2);
    int points = OBSERVED.length;
    float[] weights = normal(random, LATENT * DATA, 0.7);
    float[] bias = normal(random, DATA, 1);
    float[] x = normal(random, points * DATA, 1.5);
    float[] phi = normal(random, points * 2 * LATENT, 0.4);
    float[] mask = new float[x.length];
    for (int i = 0; i < points; i++) {
      for (int d : OBSERVED[i]) {
        mask[i * DATA + d] = 1;
      }
    }
    Graph graph = new Graph(DataType.FLOAT);
    Posterior q = FAMILY.posterior(graph, FAMILY.phi(graph, LATENT), LATENT);
    JointSample sample =
        JointSample.of(graph, MODEL, q, MODEL.data(graph), FAMILY.noise(graph, LATENT), SAMPLES);
    graph.output("logWeight", sample.logWeight());
    graph.output("elbo", Elbo.standard().ofEachSample(graph, MODEL, q, sample));
    int[] data = IntStream.range(0, points).toArray();
    try (Parameters theta =
            Parameters.of(
                MODEL.parameters(),
                Map.of(
                    "linear.W",
                    weights,
                    "linear.b",
                    bias,
                    "linear.logScale",
                    new float[] {-0.4f}));
        CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("logWeight", "elbo"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .share(theta)
          .set("x", x, points, DATA)
          .set(LatentVariableModel.MASK, mask, points, DATA)
          .set(PosteriorFamily.PHI, phi, points, 2 * LATENT)
          .set(
              PosteriorFamily.NOISE,
              NoiseSource.of(1, Purpose.EVALUATION).gaussian(0, data, 0, SAMPLES, LATENT),
              (long) SAMPLES * points,
              LATENT);
      Results results = compiled.run(inputs);
      float[] logWeights = HostArrays.floats(results.output("logWeight"));
      float[] elbos = HostArrays.floats(results.output("elbo"));
      for (int i = 0; i < points; i++) {
        LogMeanExp weight = new LogMeanExp();
        RunningMean elbo = new RunningMean();
        for (int k = 0; k < SAMPLES; k++) {
          weight.add(logWeights[k * points + i]);
          elbo.add(elbos[k * points + i]);
        }
        int row = i;
        double[] seen = IntStream.of(OBSERVED[i]).mapToDouble(d -> x[row * DATA + d]).toArray();
        ExactLinearGaussian exact = ofObserved(weights, bias, OBSERVED[i]);
        double evidence = exact.marginal().logProb(seen);
        double divergence = diagonal(phi, i).kl(exact.posterior(seen));
        assertThat(weight.logMean())
            .as("log p of point %d", i)
            .isCloseTo(evidence, Offset.offset(4 * weight.standardError()));
        assertThat(elbo.mean() + divergence)
            .as("ELBO + KL of point %d", i)
            .isCloseTo(evidence, Offset.offset(4 * elbo.standardError()));
      }
    }
  }

  private static FullCovarianceGaussian diagonal(float[] phi, int i) {
    double[] mean = new double[LATENT];
    double[][] covariance = new double[LATENT][LATENT];
    for (int z = 0; z < LATENT; z++) {
      mean[z] = phi[i * 2 * LATENT + z];
      covariance[z][z] = Math.exp(2.0 * phi[i * 2 * LATENT + LATENT + z]);
    }
    return FullCovarianceGaussian.of(mean, covariance);
  }
}
