package org.vaelab.experiment.marginal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;

/// Histogram, counts and means of `marginal-likelihood` on numbers that can be reckoned by hand.
class MarginalValuesTest {

  /// Three bits that are 1 with probability 0.9 and a fair bit x that does not depend on them.
  private static DiscretePosterior biasedBits() {
    Vae model = BitsVae.model(1, 3, List.of(), Activation.TANH);
    float logit = (float) Math.log(9);
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0", new float[3],
                    "decoder.b0", new float[1],
                    "prior.logits", new float[] {logit, logit, logit}));
        Enumeration enumeration = new Enumeration(GraphExecutor.standard(), model, theta)) {
      return enumeration.posterior(new float[] {1});
    }
  }

  /// 0.9³ at the top, 0.9²·0.1 and 0.9·0.1² of three each within 5 nats, 0.1³ within 10.
  @Test
  void theHistogramHasTheSharesOfConfigurationsAndOfMass() {
    JointHistogram histogram = JointHistogram.of(biasedBits());
    assertThat(histogram.configurations())
        .containsExactly(new double[] {0.125, 0.75, 0.125, 0, 0, 0, 0, 0}, within(1e-12));
    assertThat(histogram.mass())
        .containsExactly(new double[] {0.729, 0.27, 0.001, 0, 0, 0, 0, 0}, within(1e-6));
  }

  @Test
  void theFewestConfigurationsThatHoldAShareAreCounted() {
    DiscretePosterior posterior = biasedBits();
    assertThat(JointHistogram.holding(posterior, 0.7)).isEqualTo(1);
    assertThat(JointHistogram.holding(posterior, 0.8)).isEqualTo(2);
    assertThat(JointHistogram.holding(posterior, 0.975)).isEqualTo(5);
    assertThat(JointHistogram.holding(posterior, 0.9995)).isEqualTo(8);
  }

  /// Two images, three repetitions: the spread between images is no error of the mean.
  @Test
  void meansAreOverImagesAndErrorsOverRepetitions() {
    double[][][] errors = {
      {{Math.log(1), Math.log(2), Math.log(3)}, {Math.log(0.5), Math.log(1), Math.log(1.5)}}
    };
    Repetitions.Row row =
        new Repetitions("x", "q", new int[] {4}, errors, new double[] {2, 6}).row(0);
    assertThat(row.ratio().mean()).isCloseTo(1.5, within(1e-12));
    // Var(p̂/p) is (2 + 6)/2 for one sample, a quarter of it for four; six estimates.
    assertThat(row.ratio().standardError()).isCloseTo(Math.sqrt(1.0 / 6), within(1e-12));
    assertThat(row.predicted()).isCloseTo(-0.5, within(1e-12));
    double shift = (Math.log(6) + Math.log(0.75)) / 6;
    assertThat(row.bias().mean()).isCloseTo(shift, within(1e-12));
    double mean = Math.log(6) / 3;
    double variance =
        (Math.pow(mean, 2) + Math.pow(Math.log(2) - mean, 2) + Math.pow(Math.log(3) - mean, 2)) / 2;
    assertThat(row.spread()).isCloseTo(Math.sqrt(variance), within(1e-12));
    assertThat(row.bias().standardError()).isCloseTo(Math.sqrt(variance / 6), within(1e-12));
  }
}
