package org.vaelab.experiment.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.MutedProgress;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.experiment.ModelSettings;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.model.FixedModel;
import org.vaelab.model.LinearGaussian;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Autoencoder;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Objective;
import org.vaelab.objective.Regularisation;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;

/// Probabilistic PCA with given θ and orthogonal rows w_d of W. The q that minimises D + β R is
/// proportional to p(z) p(x given z)^(1/β): Gaussian with independent z_d, σ_d² = 1 / (1 + ‖w_d‖² /
/// (β s²)) and μ_d = σ_d² w_d·x / (β s²). A linear encoder can be it, so that the whole
/// rate-distortion curve of the encoder is known.
@ExtendWith(MutedProgress.class)
class KnownCurveTest {
  private static final int D = 3;
  private static final int Z = 2;
  private static final double S = 0.5;
  private static final double[][] W = {{1.2, 0, 0}, {0, 0.48, 0.64}}; // Norms 1.2 and 0.8.
  private static final int COUNT = 400;
  private static final LinearGaussian MODEL = new LinearGaussian(D, Z);
  private static final Amortized ENCODER =
      new Amortized(new DiagonalGaussianFamily(), D, Z, List.of(), Activation.TANH);

  private static final Map<String, float[]> THETA =
      Map.of(
          "linear.W", new float[] {1.2f, 0, 0, 0, 0.48f, 0.64f},
          "linear.b", new float[D],
          "linear.logScale", new float[] {(float) Math.log(S)});

  private static float[] data() {
    var random = new SplittableRandom(3);
    float[] x = new float[COUNT * D];
    for (int i = 0; i < COUNT; i++) {
      double[] z = {random.nextGaussian(), random.nextGaussian()};
      for (int d = 0; d < D; d++) {
        x[i * D + d] = (float) (W[0][d] * z[0] + W[1][d] * z[1] + S * random.nextGaussian());
      }
    }
    return x;
  }

  /// Mean R and D of the data.
  private static double[] exact(float[] x, double beta) {
    double rate = 0;
    double distortion = 0;
    for (int i = 0; i < COUNT; i++) {
      double[] mean = new double[D];
      double spread = 0;
      for (int z = 0; z < Z; z++) {
        double square = 0;
        double product = 0;
        for (int d = 0; d < D; d++) {
          square += W[z][d] * W[z][d];
          product += W[z][d] * x[i * D + d];
        }
        double variance = 1 / (1 + square / (beta * S * S));
        double mu = variance * product / (beta * S * S);
        rate += 0.5 * (mu * mu + variance - 1 - Math.log(variance)) / COUNT;
        spread += variance * square;
        for (int d = 0; d < D; d++) {
          mean[d] += W[z][d] * mu;
        }
      }
      double squares = spread;
      for (int d = 0; d < D; d++) {
        squares += Math.pow(x[i * D + d] - mean[d], 2);
      }
      distortion += (0.5 * squares / (S * S) + 0.5 * D * Math.log(2 * Math.PI * S * S)) / COUNT;
    }
    return new double[] {rate, distortion};
  }

  private record Trained(
      RateAndDistortion parts, double[] elbo, float[] phi, double largestScale) {}

  private static Trained trained(Objective objective, double beta, int epochs) {
    float[] x = data();
    Observations observations = Observations.ofRows(x, D);
    try (Parameters theta = Parameters.of(MODEL.parameters(), THETA)) {
      FixedModel fixed = new FixedModel(MODEL, theta);
      TrainingConfig config = TrainingConfig.of(epochs, 100, 10, 0.02, 1).withBeta(beta);
      try (Trainer trainer =
              new Trainer(GraphExecutor.standard(), fixed, ENCODER, objective, config, "encoder");
          var end = trainer.train(observations);
          Session session = new Session(GraphExecutor.standard(), fixed, end.parameters());
          var q =
              session.infer(
                  ENCODER,
                  Points.all(observations),
                  NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
        float[] phi = q.phi().rows();
        double largest = 0;
        for (int i = 0; i < phi.length; i++) {
          largest = i % (2 * Z) < Z ? largest : Math.max(largest, Math.exp(phi[i]));
        }
        NoiseSource<Purpose.Evaluation> noise = NoiseSource.of(1, Purpose.EVALUATION);
        return new Trained(
            RateAndDistortion.of(session, q, 2000, noise),
            new MonteCarloElbo(2000).estimate(session, q, noise).value(),
            phi,
            largest);
      }
    }
  }

  private static double mean(double[] values) {
    return Estimate.of(values).mean();
  }

  /// The trained encoder reaches D + β R of the optimum to 0.01 nats, and R and D themselves, whose
  /// errors the optimum forgives, to 0.05. With the same noise R + D is −ELBO of each data point.
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 3})
  void aTrainedPointLiesOnTheCurve(double beta) {
    double[] exact = exact(data(), beta);
    Trained trained = trained(Elbo.standard(), beta, 1000);
    RateAndDistortion parts = trained.parts();
    for (int i = 0; i < COUNT; i++) {
      assertThat(parts.rate()[i] + parts.distortion()[i])
          .isCloseTo(-trained.elbo()[i], Offset.offset(1e-4));
    }
    double rate = mean(parts.rate());
    double distortion = mean(parts.distortion());
    assertThat(distortion + beta * rate)
        .isCloseTo(exact[1] + beta * exact[0], Offset.offset(0.01 * (1 + beta)));
    assertThat(rate).isCloseTo(exact[0], Offset.offset(0.05));
    assertThat(distortion).isCloseTo(exact[1], Offset.offset(0.05));
  }

  /// Along the curve dD / dR = −β; at β = 1 R + D is −log p(x), as q is then the exact posterior.
  @Test
  void theCurveHasTheSlopeOfItsWeight() {
    float[] x = data();
    for (double beta : new double[] {0.3, 1, 3}) {
      double[] below = exact(x, beta * 0.999);
      double[] above = exact(x, beta * 1.001);
      assertThat((above[1] - below[1]) / (above[0] - below[0]))
          .isCloseTo(-beta, Offset.offset(1e-3 * beta));
    }
    FullCovarianceGaussian marginal = MODEL.exact(THETA).marginal();
    double logLikelihood = 0;
    for (int i = 0; i < COUNT; i++) {
      double[] point = new double[D];
      for (int d = 0; d < D; d++) {
        point[d] = x[i * D + d];
      }
      logLikelihood += marginal.logProb(point) / COUNT;
    }
    assertThat(Arrays.stream(exact(x, 1)).sum()).isCloseTo(-logLikelihood, Offset.offset(1e-5));
  }

  @Test
  void regularisationAloneMakesEveryQThePrior() {
    Trained trained = trained(new Regularisation(), 1, 1000);
    assertThat(Arrays.stream(trained.parts().rate()).max().orElseThrow()).isBetween(0.0, 1e-3);
    assertThat(trained.largestScale()).isCloseTo(1, Offset.offset(0.03));
  }

  /// The code that decodes best, w_d·x / ‖w_d‖².
  @Test
  void thePlainAutoencoderProjects() {
    float[] x = data();
    float[] phi = trained(new Autoencoder(), 1, 1000).phi();
    for (int i = 0; i < COUNT; i++) {
      assertThat((double) phi[2 * Z * i]).isCloseTo(x[i * D] / 1.2, Offset.offset(0.02));
      assertThat((double) phi[2 * Z * i + 1])
          .isCloseTo(0.75 * x[i * D + 1] + x[i * D + 2], Offset.offset(0.02));
    }
  }

  /// Without the divergence σ falls for as long as it is trained.
  @Test
  void reconstructionAloneShrinksTheScales() {
    double before = trained(Elbo.standard(), 0, 500).largestScale();
    double after = trained(Elbo.standard(), 0, 2000).largestScale();
    assertThat(before).isLessThan(0.3);
    assertThat(after).isLessThan(0.5 * before);
  }

  /// Of N(0, 1) and N(2, 1) it is exp(−4/8), of q and itself 1.
  @Test
  void theOverlapOfNeighboursIsTheirBhattacharyyaCoefficient() {
    float[] phi = {0, 0, 2, 0, 50, -3, 50, -3};
    assertThat(NeighbourOverlap.of(phi, 1))
        .containsExactly(new double[] {Math.exp(-0.5), Math.exp(-0.5), 1, 1}, Offset.offset(1e-6));
    float[] scales = {0, 0, 0, (float) Math.log(3)};
    assertThat(NeighbourOverlap.of(scales, 1)[0])
        .isCloseTo(Math.sqrt(2 * 3 / (1.0 + 9)), Offset.offset(1e-6));
  }

  /// L = MSE + λ KL is 2s²/D times D + R of a Gaussian with s² = λD/2, less its constant: shown at
  /// q of vanishing σ, where the squared error is that of E\[x given μ].
  @Test
  void theSquaredErrorIsTheDistortionOfAGaussian() {
    double lambda = 0.02;
    int size = 6;
    Variant variant = new Variant(Variant.Kind.SQUARED_ERROR, lambda);
    ModelSettings settings =
        new ModelSettings(
            "x", Binarisation.STOCHASTIC, 0, 0, Z, List.of(5), Activation.TANH, 1, 10, 0.01, 1);
    Vae model = variant.model(settings, size);
    float[] x = new float[4 * size];
    float[] phi = new float[4 * 2 * Z];
    var random = new SplittableRandom(5);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2);
    }
    for (int i = 0; i < phi.length; i++) {
      phi[i] = i % (2 * Z) < Z ? (float) random.nextGaussian() : -12;
    }
    Points points = Points.all(Observations.ofRows(x, size));
    PhiTable table = PhiTable.zeros(new DiagonalGaussianFamily(), Z, 4);
    for (int i = 0; i < 4; i++) {
      table.assign(i, Arrays.copyOfRange(phi, i * 2 * Z, (i + 1) * 2 * Z));
    }
    try (Parameters parameters =
            Parameters.initial(
                model.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT);
        Session session = new Session(GraphExecutor.standard(), model, parameters);
        LocalPosteriors q = new LocalPosteriors(points, table)) {
      RateAndDistortion parts =
          RateAndDistortion.of(session, q, 2, NoiseSource.of(1, Purpose.EVALUATION));
      float[] mean = session.reconstruct(q, new float[4 * Z]);
      double variance = lambda * size / 2;
      for (int i = 0; i < 4; i++) {
        double error = 0;
        for (int d = 0; d < size; d++) {
          error += Math.pow(x[i * size + d] - mean[i * size + d], 2) / size;
        }
        double constant = 0.5 * size * Math.log(2 * Math.PI * variance);
        assertThat(2 * variance / size * (parts.rate()[i] + parts.distortion()[i] - constant))
            .isCloseTo(error + lambda * parts.rate()[i], Offset.offset(1e-4));
      }
    }
  }
}
