package org.vaelab.experiment.elbo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Session;
import org.vaelab.statistics.Estimate;

/// The closed forms that the experiment `elbo` is about, against sums, integrals and differences.
class ElboModelsTest {
  private static final TwoClusters MODEL = new TwoClusters(1.25);

  @Test
  void twoClustersAreTheirGraph() {
    float theta = 0.75f;
    try (Parameters parameters = TwoClusters.parameters(theta);
        Enumeration enumeration =
            new Enumeration(GraphExecutor.standard(), TwoClusters.graph(), parameters)) {
      DiscretePosterior posterior = enumeration.posterior(new float[] {1.25f});
      assertThat(MODEL.logEvidence(theta)).isCloseTo(posterior.logEvidence(), Offset.offset(1e-9));
      assertThat(MODEL.posterior(theta)).isCloseTo(posterior.probability(1), Offset.offset(1e-9));
      for (float logit : new float[] {-2, 0, 0.5f, 3}) {
        double phi = 1 / (1 + Math.exp(-logit));
        assertThat(MODEL.elbo(theta, phi))
            .isCloseTo(
                DiscreteProposal.bits(new float[] {logit}).elbo(posterior), Offset.offset(1e-9));
        assertThat(MODEL.divergence(theta, phi))
            .isCloseTo(posterior.divergence(new double[] {1 - phi, phi}), Offset.offset(1e-9));
      }
    }
  }

  @Test
  void logEvidenceIsElboAndDivergenceEvenForAPointMass() {
    for (double phi : new double[] {0, 0.1, 0.5, 0.9, 1}) {
      for (double theta : new double[] {-1, 0, 0.3, 2, 15}) {
        // To 1e-12 of the terms, which are as large as 130 nats.
        assertThat(MODEL.elbo(theta, phi) + MODEL.divergence(theta, phi))
            .isCloseTo(MODEL.logEvidence(theta), Offset.offset(1e-10));
        assertThat(MODEL.divergence(theta, phi)).isGreaterThanOrEqualTo(-1e-12);
      }
    }
  }

  /// The M-step is where central differences of the bound vanish, and a maximum.
  @Test
  void stepsOfEmAreTheMaximaOfTheirCoordinate() {
    double step = 1e-5;
    for (double phi : new double[] {0.2, 0.6, 0.95}) {
      double theta = MODEL.maximum(phi);
      double slope = MODEL.elbo(theta + step, phi) - MODEL.elbo(theta - step, phi);
      assertThat(slope / (2 * step)).isCloseTo(0, Offset.offset(1e-8));
      assertThat(MODEL.elbo(theta, phi)).isGreaterThan(MODEL.elbo(theta + 0.1, phi));
    }
    for (double theta : new double[] {-0.4, 0.2, 1}) {
      double phi = MODEL.posterior(theta);
      double slope = MODEL.elbo(theta, phi + step) - MODEL.elbo(theta, phi - step);
      assertThat(slope / (2 * step)).isCloseTo(0, Offset.offset(1e-8));
      assertThat(MODEL.touching(phi)).isCloseTo(theta, Offset.offset(1e-12));
    }
  }

  /// EM ends where log p(x; θ) has no slope: θ = x tanh(θx).
  @Test
  void emEndsAtAStationaryPointAndNeverFalls() {
    List<TwoClusters.Step> way = MODEL.expectationMaximisation(0.1, 200);
    for (int n = 0; n < way.size(); n++) {
      assertThat(way.get(n).afterExpectation())
          .isCloseTo(way.get(n).logEvidence(), Offset.offset(1e-12));
      if (n > 0) {
        assertThat(way.get(n).logEvidence())
            .isGreaterThanOrEqualTo(way.get(n - 1).logEvidence() - 1e-15);
      }
    }
    double theta = way.getLast().theta();
    assertThat(theta).isGreaterThan(0.5);
    assertThat(theta).isCloseTo(1.25 * Math.tanh(1.25 * theta), Offset.offset(1e-12));
  }

  @Test
  void theBoundOfAGaussianIsItsIntegral() {
    try (Parameters theta = Forms.theta();
        Session session = new Session(GraphExecutor.standard(), Forms.model(), theta);
        Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
      for (float[] phi : new float[][] {{0, 0}, {1, -0.5f}, {-0.75f, 0.5f}}) {
        assertThat(Forms.elbo(phi[0], Math.exp(phi[1])))
            .isCloseTo(
                quadrature.elbo(Forms.X, new DiagonalGaussianFamily(), phi).value(),
                Offset.offset(1e-6));
      }
      float[] posterior = Forms.posterior(theta);
      assertThat(Forms.elbo(posterior[0], Math.exp(posterior[1])))
          .isCloseTo(Forms.logEvidence(theta), Offset.offset(1e-6));
      assertThat(quadrature.posterior(Forms.X).logEvidence().value())
          .isCloseTo(Forms.logEvidence(theta), Offset.offset(1e-6));
    }
  }

  /// Nine means and variances within five standard errors: 1e-5 by chance; the seed is fixed.
  @Test
  void theFormsHaveTheMeanAndVarianceOfTheirClosedForms() {
    List<Forms.Row> rows = Forms.measure(GraphExecutor.standard(), 3, 20_000, 7);
    assertThat(rows).hasSize(9);
    try (Parameters theta = Forms.theta()) {
      float[] posterior = Forms.posterior(theta);
      for (Forms.Row row : rows) {
        double elbo = Forms.elbo(row.way() * posterior[0], Math.exp(row.way() * posterior[1]));
        Estimate mean = row.mean();
        assertThat(mean.mean()).isCloseTo(elbo, Offset.offset(5 * mean.standardError() + 1e-5));
        Estimate variance = row.variance();
        assertThat(variance.mean())
            .isCloseTo(row.exact(), Offset.offset(5 * variance.standardError() + 1e-5));
      }
    }
    // At the posterior the sampled terms of the first form cancel.
    assertThat(rows.get(6).form()).isEqualTo(Forms.Form.JOINT);
    assertThat(rows.get(6).variance().mean()).isLessThan(1e-9);
    assertThat(rows.get(7).variance().mean()).isGreaterThan(0.1);
  }
}
