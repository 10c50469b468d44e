package org.vaelab.evidence.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.DiscreteLatentModel;
import org.vaelab.model.SigmoidBeliefNetwork;
import org.vaelab.network.Activation;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class EnumerationTest {
  private static double logSigmoid(double a) {
    return -Math.log1p(Math.exp(-a));
  }

  @Test
  void sumsOverEveryConfigurationOfTwoBits() {
    SigmoidBeliefNetwork model = new SigmoidBeliefNetwork(1, 2, List.of(), Activation.TANH);
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

  /// log p(x, z) = −z₁ − 10 z₂ with 3 and 2 values: the radices must not be swapped.
  private record Mixed() implements DiscreteLatentModel {
    @Override
    public int dataSize() {
      return 1;
    }

    @Override
    public int[] cardinalities() {
      return new int[] {3, 2};
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public SDVariable logJoint(Graph graph, SDVariable x, SDVariable z, int samples) {
      SDVariable weights = z.getSameDiff().constant(Nd4j.create(new double[][] {{-1}, {-10}}));
      return SafeOps.bySample(z.mmul(weights), samples).add(x.reshape(-1).mul(0));
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
    SigmoidBeliefNetwork model = new SigmoidBeliefNetwork(2, 20, List.of(), Activation.TANH);
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
    SigmoidBeliefNetwork model = new SigmoidBeliefNetwork(4, 30, List.of(), Activation.TANH);
    try (Parameters theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT)) {
      assertThatThrownBy(() -> new Enumeration(GraphExecutor.standard(), model, theta))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1,073,741,824 configurations")
          .hasMessageContaining("1,048,576");
    }
  }
}
