package org.vaelab.evidence.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.CategoricalPrior;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.Support;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.evidence.annealing.Schedule;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class EnumerationTest {
  private static Vae beliefNetwork(int dataSize, int bits) {
    return new Vae(
        dataSize,
        new BernoulliPrior(bits),
        new Mlp("decoder", bits, List.of(), dataSize, Activation.TANH),
        new Likelihood.Bernoulli());
  }

  private static double logSigmoid(double a) {
    return -Math.log1p(Math.exp(-a));
  }

  @Test
  void sumsOverEveryConfigurationOfTwoBits() {
    Vae model = beliefNetwork(1, 2);
    double[] prior = {0.5, -1};
    double[] weights = {2, -0.5};
    double bias = 0.25;
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0", new float[] {2, -0.5f},
                    "decoder.b0", new float[] {0.25f},
                    "prior.logits", new float[] {0.5f, -1}));
        Enumeration enumeration = new Enumeration(GraphExecutor.standard(), model, theta)) {
      double[] joint = new double[4];
      for (int c = 0; c < 4; c++) {
        int[] z = {c / 2, c % 2};
        double log = logSigmoid(bias + z[0] * weights[0] + z[1] * weights[1]);
        for (int l = 0; l < 2; l++) {
          log += logSigmoid(z[l] == 1 ? prior[l] : -prior[l]);
        }
        joint[c] = Math.exp(log);
      }
      double evidence = Arrays.stream(joint).sum();
      DiscretePosterior posterior = enumeration.posterior(new float[] {1});
      assertThat(posterior.logEvidence()).isCloseTo(Math.log(evidence), Offset.offset(1e-9));
      double[] probabilities = new double[4];
      for (int c = 0; c < 4; c++) {
        probabilities[c] = joint[c] / evidence;
        assertThat(posterior.probability(c)).isCloseTo(probabilities[c], Offset.offset(1e-9));
      }
      assertThat(posterior.marginal(0)[1])
          .isCloseTo(probabilities[2] + probabilities[3], Offset.offset(1e-9));
      assertThat(posterior.divergence(probabilities)).isCloseTo(0, Offset.offset(1e-9));
      // KL(point mass at c ‖ p) = −log p(c).
      assertThat(posterior.divergence(new double[] {0, 0, 1, 0}))
          .isCloseTo(-Math.log(probabilities[2]), Offset.offset(1e-9));
    }
  }

  /// Without data, log p(z) = −z₁ − 10 z₂ with 3 and 2 values: the radices must not be swapped.
  private record Mixed() implements LatentVariableModel {
    @Override
    public int dataSize() {
      return 1;
    }

    @Override
    public Prior prior() {
      return new Prior() {
        @Override
        public String label() {
          return "mixed";
        }

        @Override
        public int size() {
          return 2;
        }

        @Override
        public Optional<Support> support() {
          return Optional.of(new Support(new int[] {3, 2}, false));
        }

        @Override
        public SDVariable logProb(Graph graph, SDVariable z, int samples) {
          SDVariable weights = z.getSameDiff().constant(Nd4j.create(new double[][] {{-1}, {-10}}));
          return SafeOps.bySample(z.mmul(weights), samples);
        }

        @Override
        public SDVariable sample(Graph graph, SDVariable noise) {
          throw new UnsupportedOperationException();
        }
      };
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
      return x.reshape(1, -1).mul(0);
    }

    @Override
    public SDVariable mean(Graph graph, SDVariable z) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void variablesMayHaveDifferentNumbersOfValues() {
    try (Parameters none = Parameters.of(List.of(), Map.of());
        Enumeration enumeration = new Enumeration(GraphExecutor.standard(), new Mixed(), none)) {
      assertThat(enumeration.count()).isEqualTo(6);
      DiscretePosterior posterior = enumeration.posterior(new float[] {0});
      double expected = Math.log((1 + Math.exp(-1) + Math.exp(-2)) * (1 + Math.exp(-10)));
      assertThat(posterior.logEvidence()).isCloseTo(expected, Offset.offset(1e-12));
      assertThat(posterior.values(5)).containsExactly(2, 1);
      assertThat(posterior.marginal(0)[2])
          .isCloseTo(Math.exp(-2) / (1 + Math.exp(-1) + Math.exp(-2)), Offset.offset(1e-12));
    }
  }

  @Test
  void theLargestCountIsEnumeratedInFull() {
    Vae model = beliefNetwork(2, 20);
    float[] zeros = new float[40];
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0",
                    zeros,
                    "decoder.b0",
                    new float[2],
                    "prior.logits",
                    new float[20]));
        Enumeration enumeration = new Enumeration(GraphExecutor.standard(), model, theta)) {
      // Without weights x is two fair coins, whatever z is.
      assertThat(enumeration.posterior(new float[] {1, 0}).logEvidence())
          .isCloseTo(2 * Math.log(0.5), Offset.offset(1e-9));
    }
  }

  @Test
  void aBillionConfigurationsAreRefusedWithTheirCount() {
    Vae model = beliefNetwork(4, 30);
    try (Parameters theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT)) {
      assertThatThrownBy(() -> new Enumeration(GraphExecutor.standard(), model, theta))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1,073,741,824 configurations")
          .hasMessageContaining("1,048,576");
    }
  }

  /// Two one-hot variables of three values: z = (0 1 0, 0 0 1) is configuration 1·3 + 2.
  @Test
  void categoriesAreEnumeratedOneHot() {
    Vae model =
        new Vae(
            1,
            new CategoricalPrior(2, 3),
            new Mlp("decoder", 6, List.of(), 1, Activation.TANH),
            new Likelihood.Bernoulli());
    float[] weights = {1, -2, 0.5f, 0, 3, -1};
    float[] logits = {0, 1, -1, 0.5f, 0, 2};
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0",
                    weights,
                    "decoder.b0",
                    new float[] {0.25f},
                    "prior.logits",
                    logits));
        Enumeration enumeration = new Enumeration(GraphExecutor.standard(), model, theta)) {
      double[] joint = new double[9];
      for (int c = 0; c < 9; c++) {
        double logit = 0.25 + weights[c / 3] + weights[3 + c % 3];
        joint[c] =
            Math.exp(logSigmoid(logit) + logits[c / 3] + logits[3 + c % 3])
                / (1 + Math.exp(1) + Math.exp(-1))
                / (Math.exp(0.5) + 1 + Math.exp(2));
      }
      double evidence = Arrays.stream(joint).sum();
      DiscretePosterior posterior = enumeration.posterior(new float[] {1});
      assertThat(posterior.logEvidence()).isCloseTo(Math.log(evidence), Offset.offset(1e-9));
      assertThat(posterior.values(5)).containsExactly(1, 2);
      assertThat(posterior.probability(5)).isCloseTo(joint[5] / evidence, Offset.offset(1e-9));
    }
  }

  @Test
  void aContinuousLatentIsRefusedByName() {
    LinearGaussian model = new LinearGaussian(2, 1);
    try (Parameters theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT)) {
      assertThatThrownBy(() -> new Enumeration(GraphExecutor.standard(), model, theta))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("N(0, I)")
          .hasMessageContaining("Quadrature");
    }
  }

  @Test
  void whatMovesBySmallStepsRefusesADiscreteLatent() {
    Vae model = beliefNetwork(1, 2);
    try (Parameters theta =
            Parameters.initial(
                model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), model, theta)) {
      assertThatThrownBy(() -> new Quadrature(session, 1e-6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Quadrature needs a continuous z")
          .hasMessageContaining("independent bits");
      LocalPosteriors prior = session.prior(Points.all(Observations.ofRows(new float[1], 1)));
      assertThatThrownBy(
              () ->
                  new AnnealedImportanceSampling(10, 2, 2, Schedule.SIGMOID, 1)
                      .estimate(session, prior, NoiseSource.of(1, Purpose.EVALUATION)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Annealed importance sampling needs a continuous z");
    }
  }
}
