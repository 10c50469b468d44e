package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.DataException;
import org.vaelab.data.MaskedObservations;
import org.vaelab.data.Observations;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceGaussian;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.LinearGaussian;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;

/// Probabilistic PCA from data of which 30% are missing.
class MissingDataTest {
  private static final int POINTS = 500;
  private static final int DATA = 5;
  private static final int LATENT = 1;
  private static final double SCALE = 0.5;
  private static final float[] AXIS = {2, 1, -1.5f, 1, 0.5f};
  private static final float[] CENTRE = {3, -3, 3, 0, 3};
  private static final LinearGaussian MODEL = new LinearGaussian(DATA, LATENT, true);
  private static final Observations COMPLETE = Observations.ofRows(rows(), DATA);
  private static final Observations MASKED = MaskedObservations.random(COMPLETE, 0.3, 1);

  private static float[] rows() {
    SplittableRandom random = new SplittableRandom(5);
    float[] rows = new float[POINTS * DATA];
    for (int i = 0; i < POINTS; i++) {
      double z = random.nextGaussian();
      for (int d = 0; d < DATA; d++) {
        rows[i * DATA + d] = (float) (CENTRE[d] + z * AXIS[d] + SCALE * random.nextGaussian());
      }
    }
    return rows;
  }

  private static Trainer trainer(LinearGaussian model, int epochs) {
    TrainingConfig config =
        new TrainingConfig(
            epochs,
            50,
            2,
            Adam.standard(),
            new LearningRate.Cosine(0.01, 0.001),
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            1);
    Amortized encoder =
        new Amortized(new DiagonalGaussianFamily(), DATA, LATENT, List.of(32), Activation.TANH);
    return new Trainer(GraphExecutor.standard(), model, encoder, Elbo.standard(), config, "PCA");
  }

  /// The mean log-likelihood of what is observed.
  private static double logLikelihood(Map<String, float[]> theta) {
    FullCovarianceGaussian all = MODEL.exact(theta).marginal();
    double[] mean = all.mean();
    double[][] covariance = all.covariance();
    float[] x = new float[DATA];
    float[] mask = new float[DATA];
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      MASKED.copyRow(i, 0, x, 0);
      MASKED.copyMask(i, 0, mask, 0);
      int[] seen = IntStream.range(0, DATA).filter(d -> mask[d] == 1).toArray();
      if (seen.length > 0) {
        double[][] block = new double[seen.length][seen.length];
        for (int a = 0; a < seen.length; a++) {
          for (int b = 0; b < seen.length; b++) {
            block[a][b] = covariance[seen[a]][seen[b]];
          }
        }
        double[] centre = Arrays.stream(seen).mapToDouble(d -> mean[d]).toArray();
        sum +=
            FullCovarianceGaussian.of(centre, block)
                .logProb(Arrays.stream(seen).mapToDouble(d -> x[d]).toArray());
      }
    }
    return sum / POINTS;
  }

  /// The parameters found explain what is observed as well as those that the data are from, which
  /// the best parameters exceed by some 0.01 nats (half their number over that of the data).
  @Test
  void whatIsMissingDoesNotMislead() {
    double truth =
        logLikelihood(
            Map.of(
                "linear.W", AXIS,
                "linear.b", CENTRE,
                "linear.logScale", new float[] {(float) Math.log(SCALE)}));
    try (Trainer trainer = trainer(MODEL, 200);
        TrainingState state = trainer.start(POINTS)) {
      TrainingState end =
          trainer.train(state, MASKED, Monitoring.none(), Checkpoints.none()).state();
      double reached = logLikelihood(state.parameters().values());
      float[] filled = MASKED.batch(IntStream.range(0, POINTS).toArray(), 0);
      try (Trainer blind = trainer(new LinearGaussian(DATA, LATENT), 200);
          TrainingState misled = blind.start(POINTS)) {
        blind.train(
            misled, Observations.ofRows(filled, DATA), Monitoring.none(), Checkpoints.none());
        assertThat(logLikelihood(misled.parameters().values())).isLessThan(truth - 1);
      }
      assertThat(reached).isBetween(truth - 0.05, truth + 0.05);
      assertThat(end.history().getLast().trainElbo()).isLessThan(reached + 0.1);
    }
  }

  @Test
  void withNothingMissingAMaskChangesNothing() {
    float[] ones = new float[DATA];
    Arrays.fill(ones, 1);
    try (Trainer plain = trainer(new LinearGaussian(DATA, LATENT), 3);
        Trainer masked = trainer(MODEL, 3);
        TrainingState expected = plain.start(POINTS);
        TrainingState actual = masked.start(POINTS)) {
      plain.train(expected, COMPLETE, Monitoring.none(), Checkpoints.none());
      masked.train(
          actual, MaskedObservations.of(COMPLETE, ones), Monitoring.none(), Checkpoints.none());
      expected
          .parameters()
          .values()
          .forEach(
              (name, values) ->
                  assertThat(actual.parameters().values().get(name))
                      .containsExactly(values, Offset.offset(1e-5f)));
    }
  }

  @Test
  void aMaskThatNobodyTakesAndOneThatIsNotThereAreRefused() {
    try (Trainer plain = trainer(new LinearGaussian(DATA, LATENT), 1);
        Trainer masked = trainer(MODEL, 1);
        TrainingState state = plain.start(POINTS)) {
      assertThatThrownBy(() -> plain.train(state, MASKED, Monitoring.none(), Checkpoints.none()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("missing values");
      assertThatThrownBy(() -> masked.train(state, COMPLETE, Monitoring.none(), Checkpoints.none()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no mask");
    }
  }
}
