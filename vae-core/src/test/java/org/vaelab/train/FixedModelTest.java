package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.model.ExactLinearGaussian;
import org.vaelab.model.FixedModel;
import org.vaelab.model.LinearGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// An encoder that is trained for a given model of known posteriors.
class FixedModelTest {
  private static final int POINTS = 400;
  private static final int DATA = 5;
  private static final int LATENT = 2;

  // Orthogonal rows: the posterior factorises, and the family holds it.
  private static final Map<String, float[]> THETA =
      Map.of(
          "linear.W", new float[] {1, 2, 0, 1, 0, 2, -1, 1, 0, 2},
          "linear.b", new float[] {0.5f, -1, 2, 0, 1},
          "linear.logScale", new float[] {(float) Math.log(0.7)});

  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT);
  private static final Amortized ENCODER =
      new Amortized(new DiagonalGaussianFamily(), LATENT, new KnownOptimumTest.PosteriorOfPca());

  private static Observations data() {
    SplittableRandom random = new SplittableRandom(3);
    float[] rows = new float[POINTS * DATA];
    float[] weights = THETA.get("linear.W");
    for (int i = 0; i < POINTS; i++) {
      double first = random.nextGaussian();
      double second = random.nextGaussian();
      for (int d = 0; d < DATA; d++) {
        rows[i * DATA + d] =
            (float)
                (first * weights[d]
                    + second * weights[DATA + d]
                    + THETA.get("linear.b")[d]
                    + 0.7 * random.nextGaussian());
      }
    }
    return Observations.ofRows(rows, DATA);
  }

  /// A linear encoder is what the posterior's mean asks for, so it gets there; θ stays as it is.
  @Test
  void theEncoderReachesThePosteriorsAndThetaStays() {
    Observations data = data();
    TrainingConfig config = TrainingConfig.of(200, 50, 2, 0.02, 1);
    try (Parameters theta = Parameters.of(MODEL.parameters(), THETA)) {
      FixedModel model = new FixedModel(MODEL, theta);
      try (Trainer trainer =
              new Trainer(
                  GraphExecutor.standard(),
                  model,
                  ENCODER,
                  Pathwise.standard(),
                  config,
                  "encoder alone");
          TrainingState end = trainer.train(data);
          Session session = new Session(GraphExecutor.standard(), model, end.parameters());
          LocalPosteriors q =
              session.infer(
                  ENCODER, Points.all(data), NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
        assertThat(end.parameters().names()).allMatch(name -> name.startsWith("encoder"));
        theta.values().forEach((name, value) -> assertThat(value).isEqualTo(THETA.get(name)));
        ExactLinearGaussian exact = MODEL.exact(THETA);
        double ofMeans = 0;
        double ofScales = 0;
        for (int i = 0; i < POINTS; i++) {
          float[] row = q.phi().row(i);
          float[] x = q.points().row(i);
          FullCovarianceGaussian posterior =
              exact.posterior(IntStream.range(0, DATA).mapToDouble(d -> x[d]).toArray());
          for (int d = 0; d < LATENT; d++) {
            double sigma = Math.sqrt(posterior.covariance()[d][d]);
            ofMeans += Math.abs(row[d] - posterior.mean()[d]) / sigma;
            ofScales += Math.abs(row[LATENT + d] - Math.log(sigma));
          }
        }
        assertThat(ofMeans / (POINTS * LATENT)).isLessThan(0.1);
        assertThat(ofScales / (POINTS * LATENT)).isLessThan(0.02);
      }
    }
  }

  @Test
  void aModelWithoutItsParametersIsRefused() {
    try (Parameters none = Parameters.of(List.of(), Map.of())) {
      assertThatThrownBy(() -> new FixedModel(MODEL, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("linear.W");
    }
  }
}
