package org.vaelab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.algorithm.Driver;
import org.vaelab.data.Observations;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.model.DensityModel;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.train.Checkpoint;
import org.vaelab.train.DataParallel;
import org.vaelab.train.EpochMetrics;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Trains a model, or the rest of what its checkpoint in the run's directory lacks.
///
/// @param files of the run; a checkpoint of another is refused
/// @param observer called after each epoch, or at each of the moments of the monitoring, with the
///     state that its checkpoint holds, and again with it when the run is continued from there:
///     what it has to do is done before training moves on
/// @param elsewhere where gradients are computed, if not in this process
public record CheckpointedTraining(
    RunFiles files,
    GraphExecutor executor,
    Consumer<TrainingState> observer,
    Optional<DataParallel> elsewhere) {
  private static final String EPOCH = "epoch ";
  private static final String MOMENT = "moment ";

  public CheckpointedTraining(RunFiles files, GraphExecutor executor) {
    this(files, executor, state -> {}, Optional.empty());
  }

  /// The same with another observer.
  public CheckpointedTraining observedBy(Consumer<TrainingState> other) {
    return new CheckpointedTraining(files, executor, other, elsewhere);
  }

  /// The same with gradients that are computed elsewhere, if there is such a place.
  public CheckpointedTraining on(Optional<DataParallel> machines) {
    return new CheckpointedTraining(files, executor, observer, machines);
  }

  /// A trained model.
  ///
  /// @param parameters θ and λ; freed by [#close]
  /// @param counters what it took
  /// @param history what each epoch measured
  /// @param notes of the training state: the [Fingerprint] of the parameters at each milestone
  public record Outcome(
      Parameters parameters,
      TrainingState.Counters counters,
      List<EpochMetrics> history,
      Map<String, String> notes)
      implements AutoCloseable {
    /// The parameters' [Fingerprint].
    public String fingerprint() {
      return Fingerprint.of(parameters);
    }

    /// The [Fingerprint] of the parameters after an epoch, which may be others.
    public String fingerprint(int epoch) {
      return notes.getOrDefault(EPOCH + epoch, "");
    }

    /// The [Fingerprint] of the parameters at the moment with a number from 1.
    public String fingerprintAtMoment(int number) {
      return notes.getOrDefault(MOMENT + number, "");
    }

    /// How many moments there were: fewer than were asked for, where two fell on one step.
    public int moments() {
      return CheckpointedTraining.moments(notes);
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  /// How many moments a state has come by.
  public static int moments(TrainingState state) {
    return moments(state.notes());
  }

  private static int moments(Map<String, String> notes) {
    return (int) notes.keySet().stream().filter(name -> name.startsWith(MOMENT)).count();
  }

  private static boolean atMilestone(TrainingState state, boolean ofEpochs) {
    return ofEpochs
        ? state.counters().epoch() > 0 && state.counters().batch() == 0
        : Fingerprint.of(state.parameters()).equals(state.notes().get(MOMENT + moments(state)));
  }

  /// Trains by the ELBO.
  ///
  /// @param name of the checkpoint and the progress display
  /// @throws InterruptedTaskException if the thread was interrupted; the state is saved then
  public Outcome train(
      String name,
      LatentVariableModel model,
      InferenceStrategy strategy,
      TrainingConfig training,
      Observations data,
      Monitoring monitoring) {
    return train(name, model, strategy, Pathwise.standard(), training, data, monitoring);
  }

  /// Trains by any estimate of a bound's gradient.
  ///
  /// @param name of the checkpoint and the progress display
  /// @throws InterruptedTaskException if the thread was interrupted; the state is saved then
  public Outcome train(
      String name,
      LatentVariableModel model,
      InferenceStrategy strategy,
      GradientEstimator estimator,
      TrainingConfig training,
      Observations data,
      Monitoring monitoring) {
    return train(
        name,
        new Trainer(executor, model, strategy, estimator, training, "training, " + name),
        data,
        monitoring);
  }

  /// Trains a model without latent variables by its log-likelihood.
  ///
  /// @param name of the checkpoint and the progress display
  /// @throws InterruptedTaskException if the thread was interrupted; the state is saved then
  public Outcome train(
      String name, DensityModel model, TrainingConfig training, Observations data) {
    return train(
        name, new Trainer(executor, model, training, "training, " + name), data, Monitoring.none());
  }

  /// @param made closed here
  private Outcome train(String name, Trainer made, Observations data, Monitoring monitoring) {
    boolean ofEpochs = monitoring.moments().isEmpty();
    Path file = files.directory().resolve(name + ".ckpt");
    String identity = files.identity();
    try (Trainer trainer = made) {
      TrainingState state =
          files.has(file.getFileName().toString())
              ? Checkpoint.restore(file, trainer, identity)
              : trainer.start(data.count());
      if (!trainer.canReach(state, data.count())) {
        state.close();
        throw new ExperimentException(
            "The checkpoint %s cannot be of this training: its counters, table of q or best model do not fit the settings and the data; restore it from a copy or start the run anew."
                .formatted(file));
      }
      if (atMilestone(state, ofEpochs)) {
        observer.accept(state);
      }
      Driver.Outcome<TrainingState> outcome =
          trainer.train(state, data, monitoring, new Kept(file, identity, ofEpochs), elsewhere);
      try (TrainingState end = outcome.state()) {
        if (!outcome.complete()) {
          throw new InterruptedTaskException();
        }
        save(file, end, identity);
        return new Outcome(
            Parameters.of(trainer.parameters(), end.parameters().values()),
            end.counters(),
            end.history(),
            Map.copyOf(end.notes()));
      }
    }
  }

  /// The checkpoint file of a training.
  private final class Kept implements Checkpoints<TrainingState> {
    private final Path file;
    private final String identity;
    private final boolean ofEpochs;

    Kept(Path file, String identity, boolean ofEpochs) {
      this.file = file;
      this.identity = identity;
      this.ofEpochs = ofEpochs;
    }

    @Override
    public void save(TrainingState state) {
      CheckpointedTraining.this.save(file, state, identity);
    }

    @Override
    public void milestone(TrainingState state) {
      String milestone =
          ofEpochs ? EPOCH + state.counters().epoch() : MOMENT + (moments(state) + 1);
      state.notes().put(milestone, Fingerprint.of(state.parameters()));
      save(state);
      observer.accept(state);
    }
  }

  private void save(Path file, TrainingState state, String identity) {
    files.directory().requirePresent();
    Checkpoint.save(file, state, identity);
  }
}
