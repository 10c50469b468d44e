package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;

/// Trainings that end within an epoch, and states that are kept at moments of them.
class LimitTest {
  private static final int POINTS = 150;
  private static final TrainingConfig RECIPE = TrainingConfig.of(6, 32, 2e-2, 4);

  @TempDir private Path folder;

  private static Trainer trainer(TrainingConfig config) {
    int size = Bars.of(1).dimension();
    Vae model = new Vae(size, 2, List.of(8), Activation.TANH, new Likelihood.Bernoulli());
    Amortized encoder =
        new Amortized(new DiagonalGaussianFamily(), size, 2, List.of(8), Activation.TANH);
    return new Trainer(
        GraphExecutor.standard(), model, encoder, Elbo.standard(), config, "training");
  }

  private static Driver.Outcome<TrainingState> train(
      Trainer trainer, TrainingState from, List<Double> moments, List<Long> kept) {
    return trainer.train(
        from,
        Bars.of(POINTS),
        Monitoring.at(moments),
        Checkpoints.saving(state -> kept.add(state.counters().step())));
  }

  @Test
  void aLimitInStepsEndsWithinAnEpochAndKeepsTheMoments() {
    List<Long> kept = new ArrayList<>();
    try (Trainer trainer = trainer(RECIPE.until(new Limit.Steps(13)));
        TrainingState end =
            train(trainer, trainer.start(POINTS), List.of(0.1, 5 / 13.0, 0.5, 1.0), kept).state()) {
      assertThat(end.counters().step()).isEqualTo(13);
      assertThat(end.counters().epoch()).isEqualTo(2);
      assertThat(end.counters().batch()).isEqualTo(3);
      assertThat(end.history()).hasSize(2);
      assertThat(kept).containsExactly(2L, 5L, 7L, 13L);
      assertThat(trainer.canReach(end, POINTS)).isTrue();
    }
  }

  @Test
  void theLimitOfWholeEpochsIsThoseEpochs() {
    try (Trainer limited = trainer(RECIPE.until(new Limit.Steps(30)));
        Trainer whole = trainer(RECIPE);
        TrainingState one = limited.train(Bars.of(POINTS));
        TrainingState other = whole.train(Bars.of(POINTS))) {
      assertThat(one.history()).hasSize(6);
      assertThat(one.parameters().values().get("decoder.W0"))
          .isEqualTo(other.parameters().values().get("decoder.W0"));
    }
  }

  @Test
  void aTrainingThatGoesOnFromAMomentEndsAsOneThatWasNeverStopped() {
    Path file = folder.resolve("moment.ckpt");
    TrainingConfig config = RECIPE.until(new Limit.Steps(13));
    try (Trainer trainer = trainer(config);
        TrainingState whole = trainer.train(Bars.of(POINTS))) {
      List<Long> kept = new ArrayList<>();
      trainer
          .train(
              trainer.start(POINTS),
              Bars.of(POINTS),
              Monitoring.at(List.of(0.5)),
              Checkpoints.saving(
                  state -> {
                    kept.add(state.counters().step());
                    Checkpoint.save(file, state, "c");
                  }))
          .state()
          .close();
      assertThat(kept).containsExactly(7L);
      try (TrainingState resumed =
          train(trainer, Checkpoint.restore(file, trainer, "c"), List.of(), kept).state()) {
        assertThat(resumed.parameters().values().get("encoder.W0"))
            .isEqualTo(whole.parameters().values().get("encoder.W0"));
      }
    }
  }

  @Test
  void aLimitInSecondsEndsOnceTheyAreSpent() {
    try (Trainer trainer = trainer(RECIPE.until(new Limit.Seconds(0.2)));
        TrainingState end = trainer.train(Bars.of(POINTS))) {
      assertThat(end.counters().seconds()).isBetween(0.2, 1.0);
      assertThat(end.counters().step()).isGreaterThan(10);
    }
  }

  @Test
  void aLimitIsPositive() {
    assertThatThrownBy(() -> new Limit.Steps(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Seconds(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
