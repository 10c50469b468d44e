package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.vaelab.data.Observations;
import org.vaelab.graph.Executor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Elbo;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.train.Checkpoint;
import org.vaelab.train.EpochMetrics;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Trains a model, or the rest of what its checkpoint in the run's directory lacks.
///
/// @param configuration what the run was started with; a checkpoint of another is refused
/// @param observer called after each epoch with the state that its checkpoint holds, and again with
///     it when the run is continued from there: what it has to do is done before training moves on
public record CheckpointedTraining(
    RunDirectory directory,
    Executor executor,
    Object configuration,
    Consumer<TrainingState> observer) {

  public CheckpointedTraining(RunDirectory directory, Executor executor, Object configuration) {
    this(directory, executor, configuration, state -> {});
  }

  /// The same with an observer.
  public CheckpointedTraining afterEpoch(Consumer<TrainingState> epochObserver) {
    return new CheckpointedTraining(directory, executor, configuration, epochObserver);
  }

  /// A trained model.
  ///
  /// @param parameters θ and λ; freed by [#close]
  /// @param history what each epoch measured
  public record Outcome(Parameters parameters, List<EpochMetrics> history)
      implements AutoCloseable {
    @Override
    public void close() {
      parameters.close();
    }
  }

  /// @param name of the checkpoint and the progress display
  /// @throws InterruptedTaskException if the thread was interrupted; the state is saved then
  public Outcome train(
      String name,
      LatentVariableModel model,
      InferenceStrategy strategy,
      TrainingConfig training,
      Observations data,
      Monitoring monitoring) {
    Path file = directory.resolve(name + ".ckpt");
    String saved = RunDirectory.json(configuration);
    try (Trainer trainer =
        new Trainer(executor, model, strategy, Elbo.standard(), training, "training, " + name)) {
      TrainingState state =
          directory.has(file.getFileName().toString())
              ? Checkpoint.restore(file, trainer.parameters(), training.adam(), saved)
              : trainer.start(data.count());
      if (state.counters().epoch() > 0 && state.counters().batch() == 0) {
        observer.accept(state);
      }
      boolean complete =
          trainer.train(
              state,
              data,
              monitoring,
              s -> {
                Checkpoint.save(file, s, saved);
                observer.accept(s);
              });
      Checkpoint.save(file, state, saved);
      if (!complete) {
        throw new InterruptedTaskException();
      }
      Parameters parameters = Parameters.of(trainer.parameters(), state.parameters().values());
      List<EpochMetrics> history = List.copyOf(state.history());
      state.close();
      return new Outcome(parameters, history);
    }
  }
}
