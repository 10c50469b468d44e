package org.vaelab.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.optimisation.Adam;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Training by [Trainer]. A run is stopped after its steps as a user stops it: by interruption.
final class ToolkitTraining implements Workload {
  private final Trainer trainer;
  private TrainingState state;
  private final CountedObservations data;

  private ToolkitTraining(Trainer trainer, TrainingState state, CountedObservations data) {
    this.trainer = trainer;
    this.state = state;
    this.data = data;
  }

  static ToolkitTraining open(GraphExecutor executor, Fixture fixture, int points, int epochs) {
    Task task = fixture.task();
    var config =
        new TrainingConfig(
            epochs,
            task.batch(),
            task.samples(),
            Adam.standard(),
            Fixture.LEARNING_RATE,
            0,
            OptionalDouble.empty(),
            Optional.empty(),
            Fixture.SEED);
    Trainer trainer = fixture.trained().trainer(executor, config);
    TrainingState state = trainer.start(points);
    state.parameters().assign(Fixture.values(trainer.parameters()));
    Observations rows = Observations.ofRows(fixture.x(points), task.dataSize());
    return new ToolkitTraining(trainer, state, new CountedObservations(rows));
  }

  @Override
  public void run() {
    data.interruptAfter(Task.STEPS);
    state = trainer.train(state, data, Monitoring.none(), Checkpoints.none()).state();
    Thread.interrupted();
  }

  /// One batch is the whole data set, so that each epoch is a step whose bound is recorded.
  static Numbers check(GraphExecutor executor, Fixture fixture) {
    Map<String, float[]> direct = new LinkedHashMap<>();
    int batch = fixture.task().batch();
    try (var training = open(executor, fixture, batch, Fixture.CHECKED_STEPS)) {
      TrainingState state =
          training
              .trainer
              .train(
                  training.state,
                  training.data,
                  Monitoring.none(),
                  s -> {
                    if (s.history().size() == 1) {
                      s.optimiser()
                          .firstMoments()
                          .values()
                          .forEach((name, moment) -> direct.put(Numbers.gradientOf(name), moment));
                    }
                  })
              .state();
      // The first moment after one step is (1 − β₁) times the gradient.
      double share = 1 - Adam.standard().beta1();
      for (float[] gradient : direct.values()) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] /= (float) share;
        }
      }
      float[] elbos = new float[Fixture.CHECKED_STEPS];
      for (int step = 0; step < elbos.length; step++) {
        elbos[step] = (float) state.history().get(step).trainElbo();
      }
      direct.put("the ELBO", elbos);
      return new Numbers(direct, state.parameters().values());
    }
  }

  @Override
  public void close() {
    state.close();
    trainer.close();
  }
}
