package org.vaelab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.graph.Parameters;
import org.vaelab.optimisation.Adam;

/// Everything that a training run changes, and all that is needed to continue it. Random numbers
/// are keyed by the counters here, so there is no generator's state to keep.
public final class TrainingState implements AutoCloseable {
  private final Parameters parameters;
  private final Adam.State optimiser;
  private final Optional<float[]> phiTable;
  private final List<EpochMetrics> history = new ArrayList<>();
  private final Map<String, String> notes = new TreeMap<>();
  Counters counters = new Counters(0, 0, 0, 0, 0, 0, 0);
  Optional<Best> best = Optional.empty();
  boolean stopped;

  /// Where the run is and what it has summed up.
  ///
  /// @param epoch full epochs done
  /// @param batch batches done in the current epoch
  /// @param step steps on θ done
  /// @param gradientEvaluations gradients of one data point's bound
  /// @param seconds training time
  /// @param elboSum sum of the ELBO over the data points of the current epoch so far
  /// @param elboCount their number
  public record Counters(
      int epoch,
      int batch,
      long step,
      long gradientEvaluations,
      double seconds,
      double elboSum,
      long elboCount) {}

  /// The parameters with the best validation ELBO so far.
  public record Best(int epoch, double validationElbo, Map<String, float[]> parameters) {}

  TrainingState(Parameters parameters, Adam.State optimiser, Optional<float[]> phiTable) {
    this.parameters = parameters;
    this.optimiser = optimiser;
    this.phiTable = phiTable;
  }

  /// θ and λ.
  public Parameters parameters() {
    return parameters;
  }

  public Adam.State optimiser() {
    return optimiser;
  }

  /// φ of every training point, `[N, P]`, row-major, where inference is local.
  public Optional<float[]> phiTable() {
    return phiTable;
  }

  public Counters counters() {
    return counters;
  }

  public Optional<Best> best() {
    return best;
  }

  /// Whether early stopping has ended the training.
  public boolean stopped() {
    return stopped;
  }

  /// One entry per finished epoch.
  public List<EpochMetrics> history() {
    return history;
  }

  /// What the caller wants to be kept with the state.
  public Map<String, String> notes() {
    return notes;
  }

  @Override
  public void close() {
    parameters.close();
    optimiser.close();
  }
}
