package org.vaelab.evidence.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Estimates of p(x) from proposals over three bits, against the sum over all eight configurations.
class DiscreteProposalTest {
  private static final int BITS = 3;
  private static final int SIZE = 5;
  private static final float[] X = {1, 0, 1, 1, 0};
  private static final float[] LOGITS = {1.5f, -0.5f, 0.25f};

  private static Vae model(Likelihood likelihood) {
    return new Vae(
        SIZE,
        new BernoulliPrior(BITS),
        new Mlp("decoder", BITS, List.of(), SIZE, Activation.TANH),
        likelihood);
  }

  private static Parameters theta() {
    SplittableRandom random = new SplittableRandom(5);
    float[] weights = new float[BITS * SIZE];
    float[] bias = new float[SIZE];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (2 * random.nextGaussian());
    }
    for (int i = 0; i < SIZE; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return Parameters.of(
        model(new Likelihood.Bernoulli()).parameters(),
        Map.of(
            "decoder.W0", weights, "decoder.b0", bias, "prior.logits", new float[] {1, -1, 0.5f}));
  }

  private static DiscretePosterior posterior(float[] x) {
    try (Parameters theta = theta();
        Enumeration enumeration =
            new Enumeration(GraphExecutor.standard(), model(new Likelihood.Bernoulli()), theta)) {
      return enumeration.posterior(x);
    }
  }

  /// Bits are numbered as the enumeration numbers them: q's log-density is that of the family.
  @Test
  void isTheImportanceSamplingOfTheFamily() {
    try (Parameters theta = theta();
        Session session =
            new Session(GraphExecutor.standard(), model(new Likelihood.Bernoulli()), theta);
        LocalPosteriors q =
            LocalPosteriors.of(
                Points.all(Observations.ofRows(X, SIZE)), new BernoulliFamily(), BITS, LOGITS)) {
      DiscretePosterior posterior = posterior(X);
      DiscreteProposal proposal = DiscreteProposal.bits(LOGITS);
      var estimates =
          ImportanceSampling.of(20_000).estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION));
      // Four standard errors: fails by chance with probability 1e-4; the seed is fixed.
      assertThat(estimates.elbo()[0])
          .isCloseTo(proposal.elbo(posterior), Offset.offset(4 * estimates.elboStandardError()[0]));
      assertThat(estimates.logLikelihood()[0])
          .isCloseTo(posterior.logEvidence(), Offset.offset(4 * estimates.standardError()[0]));
      double relative = Math.sqrt(proposal.relativeVariance(posterior) / 20_000);
      assertThat(estimates.standardError()[0] / relative).isBetween(0.9, 1.1);
    }
  }

  /// Five standard errors each, eight comparisons: 5e-6 by chance; the seeds are fixed.
  @Test
  void isUnbiasedWithTheVarianceOfTheSum() {
    DiscretePosterior posterior = posterior(X);
    int[] samples = {1, 4};
    for (DiscreteProposal q : List.of(DiscreteProposal.uniform(8), DiscreteProposal.bits(LOGITS))) {
      double variance = q.relativeVariance(posterior);
      double[][] ratios = new double[2][20_000];
      double[][] logs = new double[2][20_000];
      for (int r = 0; r < 20_000; r++) {
        double[] estimates = q.logEstimates(posterior, samples, new SplittableRandom(r));
        for (int i = 0; i < 2; i++) {
          logs[i][r] = estimates[i] - posterior.logEvidence();
          ratios[i][r] = Math.exp(logs[i][r]);
        }
      }
      for (int i = 0; i < 2; i++) {
        double error = Math.sqrt(variance / samples[i] / 20_000);
        assertThat(Estimate.of(ratios[i]).mean()).isCloseTo(1, Offset.offset(5 * error));
        assertThat(Estimate.of(ratios[i]).standardError() / error).isBetween(0.95, 1.05);
        // Jensen: the logarithm is biased down.
        Estimate bias = Estimate.of(logs[i]);
        assertThat(bias.mean()).isLessThan(-5 * bias.standardError());
      }
      // With one sample the expectation of the logarithm is the ELBO.
      Estimate one = Estimate.of(logs[0]);
      assertThat(one.mean() + posterior.logEvidence())
          .isCloseTo(q.elbo(posterior), Offset.offset(5 * one.standardError()));
    }
  }

  @Test
  void thePosteriorHasNoVariance() {
    DiscretePosterior posterior = posterior(X);
    DiscreteProposal exact = DiscreteProposal.exact(posterior);
    assertThat(exact.relativeVariance(posterior)).isCloseTo(0, Offset.offset(1e-12));
    assertThat(exact.elbo(posterior)).isCloseTo(posterior.logEvidence(), Offset.offset(1e-12));
    assertThat(exact.logEstimates(posterior, new int[] {1}, new SplittableRandom(1))[0])
        .isCloseTo(posterior.logEvidence(), Offset.offset(1e-12));
  }

  @Test
  void drawsEachConfigurationAsOftenAsItsProbability() {
    DiscreteProposal q = DiscreteProposal.bits(LOGITS);
    SplittableRandom random = new SplittableRandom(3);
    int[] counts = new int[8];
    for (int i = 0; i < 100_000; i++) {
      counts[q.draw(random)]++;
    }
    double chiSquare = 0;
    for (int c = 0; c < 8; c++) {
      double expected = 100_000 * q.probability(c);
      chiSquare += Math.pow(counts[c] - expected, 2) / expected;
    }
    assertThat(chiSquare).isLessThan(29.9); // 7 degrees of freedom: 1e-4 by chance.
  }

  /// The evidence of what is observed is the sum of p(x) over all completions.
  @Test
  void theEvidenceOfAPartIsTheSumOverCompletions() {
    float[] mask = {1, 0, 1, 0, 1};
    double sum = 0;
    for (int completion = 0; completion < 4; completion++) {
      float[] x = X.clone();
      x[1] = completion & 1;
      x[3] = completion >> 1;
      sum += Math.exp(posterior(x).logEvidence());
    }
    float[] observed = X.clone();
    observed[1] = 0;
    observed[3] = 0;
    try (Parameters theta = theta();
        Enumeration enumeration =
            new Enumeration(
                GraphExecutor.standard(),
                model(new Likelihood.Observed(new Likelihood.Bernoulli())),
                theta)) {
      assertThat(enumeration.posterior(observed, mask).logEvidence())
          .isCloseTo(Math.log(sum), Offset.offset(1e-9));
    }
  }
}
