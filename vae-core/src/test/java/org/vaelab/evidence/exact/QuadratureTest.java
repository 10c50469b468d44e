package org.vaelab.evidence.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.Likelihood;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class QuadratureTest {
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();

  private static float[] gaussians(SplittableRandom random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /// Against closed forms, with the data far out so that the grid must leave the prior's cube.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void findsTheClosedFormsOfALinearGaussianModel(int latent) {
    SplittableRandom random = new SplittableRandom(latent);
    int data = 6;
    LinearGaussian model = new LinearGaussian(data, latent);
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "linear.W", gaussians(random, latent * data, 1),
                    "linear.b", gaussians(random, data, 1),
                    "linear.logScale", new float[] {-1}));
        Session session = new Session(GraphExecutor.standard(), model, theta);
        Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
      ExactLinearGaussian exact = model.exact(theta.values());
      float[] x = gaussians(random, data, 8);
      double[] datum = new double[data];
      for (int d = 0; d < data; d++) {
        datum[d] = x[d];
      }
      FullCovarianceGaussian truth = exact.posterior(datum);
      GridPosterior posterior = quadrature.posterior(x);

      double logEvidence = exact.marginal().logProb(datum);
      assertThat(posterior.logEvidence().value())
          .isCloseTo(logEvidence, Offset.offset(1e-8 * Math.abs(logEvidence)));
      assertThat(posterior.logEvidence().error()).isLessThan(1e-6);
      for (int d = 0; d < latent; d++) {
        assertThat(posterior.mean()[d]).isCloseTo(truth.mean()[d], Offset.offset(1e-6));
        for (int e = 0; e < latent; e++) {
          assertThat(posterior.covariance()[d][e])
              .isCloseTo(truth.covariance()[d][e], Offset.offset(1e-6));
        }
      }

      float[] phi = new float[2 * latent];
      double[][] covariance = new double[latent][latent];
      double[] mean = new double[latent];
      for (int d = 0; d < latent; d++) {
        phi[d] = (float) (truth.mean()[d] + 0.1);
        phi[latent + d] = -1.5f - 0.2f * d;
        mean[d] = phi[d];
        covariance[d][d] = Math.exp(2.0 * phi[latent + d]);
      }
      double divergence = FullCovarianceGaussian.of(mean, covariance).kl(truth);
      assertThat(quadrature.divergence(x, FAMILY, phi, posterior).value())
          .isCloseTo(divergence, Offset.offset(1e-6 * Math.max(1, divergence)));
      assertThat(quadrature.elbo(x, FAMILY, phi).value())
          .isCloseTo(logEvidence - divergence, Offset.offset(1e-6 * Math.abs(logEvidence)));
    }
  }

  /// On a nonlinear model the two sides are computed on different grids with different formulas.
  @Test
  void elboPlusDivergenceIsTheLogLikelihoodOfANonlinearModel() {
    Vae model = new Vae(20, 2, List.of(10), Activation.TANH, new Likelihood.Bernoulli());
    SplittableRandom random = new SplittableRandom(5);
    try (Parameters theta =
        Parameters.initial(
            model.parameters(), NoiseSource.of(3, Purpose.INITIALISATION), DataType.FLOAT)) {
      theta.arrays().values().forEach(array -> array.muli(2));
      try (Session session = new Session(GraphExecutor.standard(), model, theta);
          Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
        for (int i = 0; i < 5; i++) {
          float[] x = new float[20];
          for (int d = 0; d < x.length; d++) {
            x[d] = random.nextInt(2);
          }
          float[] phi = gaussians(random, 4, 0.4);
          GridPosterior posterior = quadrature.posterior(x);
          double sum =
              quadrature.elbo(x, FAMILY, phi).value()
                  + quadrature.divergence(x, FAMILY, phi, posterior).value();
          assertThat(sum).isCloseTo(posterior.logEvidence().value(), Offset.offset(1e-5));

          LikelihoodEstimates estimates =
              new ImportanceSampling(20_000, 2000, 1)
                  .estimate(
                      session,
                      session.prior(Points.all(Observations.ofRows(x, x.length))),
                      NoiseSource.of(8 + i, Purpose.EVALUATION));
          assertThat(estimates.logLikelihood()[0])
              .isCloseTo(
                  posterior.logEvidence().value(), Offset.offset(4 * estimates.standardError()[0]));
        }
      }
    }
  }

  /// x = z² + noise has two modes at ±√x: a decoder of two ReLUs makes |z|, which has them too.
  @Test
  void bothModesOfASymmetricPosteriorAreOnTheGrid() {
    Vae model = new Vae(1, 1, List.of(2), Activation.RELU, new Likelihood.FixedGaussian(0.05));
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0", new float[] {1, -1},
                    "decoder.b0", new float[] {0, 0},
                    "decoder.W1", new float[] {1, 1},
                    "decoder.b1", new float[] {0}));
        Session session = new Session(GraphExecutor.standard(), model, theta);
        Quadrature quadrature = new Quadrature(session, 1e-6)) {
      GridPosterior posterior = quadrature.posterior(new float[] {2});
      // |z| given x: two copies of N(2; z, 0.05²) N(z; 0, 1), whose integral is N(2; 0, 1 + 0.05²).
      double variance = 1 + 0.05 * 0.05;
      double expected = Math.log(2) - 0.5 * 4 / variance - 0.5 * Math.log(2 * Math.PI * variance);
      assertThat(posterior.logEvidence().value()).isCloseTo(expected, Offset.offset(1e-6));
      assertThat(posterior.mean()[0]).isCloseTo(0, Offset.offset(1e-9));
      assertThat(posterior.covariance()[0][0]).isCloseTo(4, Offset.offset(0.05));
      assertThat(posterior.axis(0)[0]).isLessThan(-2);
      assertThat(posterior.axis(0)[posterior.nodes() - 1]).isGreaterThan(2);
    }
  }

  @Test
  void moreThanThreeDimensionsAreRefused() {
    LinearGaussian model = new LinearGaussian(5, 4);
    try (Parameters theta =
            Parameters.initial(
                model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), model, theta)) {
      assertThatThrownBy(() -> new Quadrature(session, 1e-6))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4 latent dimensions");
    }
  }
}
