package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vaelab.data.Observations;
import org.vaelab.graph.GraphExecutor;
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
/// @param files of the run; a checkpoint of another is refused
/// @param observer called after each epoch with the state that its checkpoint holds, and again with
///     it when the run is continued from there: what it has to do is done before training moves on
public record CheckpointedTraining(
    RunFiles files, GraphExecutor executor, Consumer<TrainingState> observer) {

  public CheckpointedTraining(RunFiles files, GraphExecutor executor) {
    this(files, executor, state -> {});
  }

  /// The same with an observer.
  public CheckpointedTraining afterEpoch(Consumer<TrainingState> epochObserver) {
    return new CheckpointedTraining(files, executor, epochObserver);
  }

  /// A trained model.
  ///
  /// @param parameters θ and λ; freed by [#close]
  /// @param history what each epoch measured
  /// @param notes of the training state: the [Fingerprint] of each epoch's parameters, by [#epoch]
  public record Outcome(
      Parameters parameters, List<EpochMetrics> history, Map<String, String> notes)
      implements AutoCloseable {
    /// The parameters' [Fingerprint].
    public String fingerprint() {
      return Fingerprint.of(parameters);
    }

    /// The [Fingerprint] of the parameters after an epoch, which may be others.
    public String fingerprint(int epoch) {
      return notes.getOrDefault(epoch(epoch), "");
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  private static String epoch(int epoch) {
    return "epoch " + epoch;
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
    Path file = files.directory().resolve(name + ".ckpt");
    String identity = files.identity();
    try (Trainer trainer =
        new Trainer(executor, model, strategy, Elbo.standard(), training, "training, " + name)) {
      TrainingState state =
          files.has(file.getFileName().toString())
              ? Checkpoint.restore(file, trainer.parameters(), training.adam(), identity)
              : trainer.start(data.count());
      if (!trainer.canReach(state, data.count())) {
        state.close();
        throw new ExperimentException(
            "The checkpoint %s cannot be of this training: its counters, table of q or best model do not fit the settings and the data; restore it from a copy or start the run anew."
                .formatted(file));
      }
      if (state.counters().epoch() > 0 && state.counters().batch() == 0) {
        observer.accept(state);
      }
      boolean complete =
          trainer.train(
              state,
              data,
              monitoring,
              s -> {
                s.notes().put(epoch(s.counters().epoch()), Fingerprint.of(s.parameters()));
                save(file, s, identity);
                observer.accept(s);
              });
      save(file, state, identity);
      if (!complete) {
        throw new InterruptedTaskException();
      }
      Parameters parameters = Parameters.of(trainer.parameters(), state.parameters().values());
      List<EpochMetrics> history = List.copyOf(state.history());
      Map<String, String> notes = Map.copyOf(state.notes());
      state.close();
      return new Outcome(parameters, history, notes);
    }
  }

  private void save(Path file, TrainingState state, String identity) {
    files.directory().requirePresent();
    Checkpoint.save(file, state, identity);
  }
}
