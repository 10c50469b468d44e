package org.vaelab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.PhiTable;
import org.vaelab.optimisation.Adam;

/// Everything that a training run changes, and all that is needed to continue it. Random numbers
/// are keyed by the counters here, so there is no generator's state to keep. The states of one run
/// share their large arrays, which each step moves in place.
///
/// @param parameters θ and λ
/// @param optimiser the moments of θ and λ
/// @param average of the parameters over the last steps, where they are averaged
/// @param phi φ of every training point, where inference remembers it
/// @param history one entry per finished epoch
/// @param best the parameters with the best validation ELBO so far, with early stopping
/// @param notes what the caller wants to be kept with the states; the caller may add to it
public record TrainingState(
    Parameters parameters,
    Adam.State optimiser,
    Optional<Parameters> average,
    Optional<PhiTable> phi,
    Counters counters,
    List<EpochMetrics> history,
    Optional<Best> best,
    Map<String, String> notes)
    implements AutoCloseable {

  /// Where the run is and what it has summed up.
  ///
  /// @param epoch full epochs done
  /// @param batch batches done in the current epoch
  /// @param step steps on θ done
  /// @param gradientEvaluations gradients of one data point's bound, of φ, λ and θ
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
      long elboCount) {
    static final Counters START = new Counters(0, 0, 0, 0, 0, 0, 0);

    private Counters nextEpoch() {
      return new Counters(epoch + 1, 0, step, gradientEvaluations, seconds, 0, 0);
    }
  }

  /// The parameters with the best validation ELBO so far.
  public record Best(int epoch, double validationElbo, Map<String, float[]> parameters) {}

  /// After one more step on θ.
  TrainingState after(Adam.State moved, Counters counted) {
    return new TrainingState(parameters, moved, average, phi, counted, history, best, notes);
  }

  /// After one more epoch.
  TrainingState after(EpochMetrics metrics, Optional<Best> bestNow) {
    List<EpochMetrics> longer = new ArrayList<>(history);
    longer.add(metrics);
    return new TrainingState(
        parameters,
        optimiser,
        average,
        phi,
        counters.nextEpoch(),
        List.copyOf(longer),
        bestNow,
        notes);
  }

  /// What the training would end with here.
  Parameters trained() {
    return average.orElse(parameters);
  }

  /// ELBOs on validation data after each epoch, if they were measured.
  double[] validationElbos() {
    return history.stream()
        .filter(epoch -> epoch.validationElbo().isPresent())
        .mapToDouble(epoch -> epoch.validationElbo().getAsDouble())
        .toArray();
  }

  @Override
  public void close() {
    parameters.close();
    optimiser.close();
    average.ifPresent(Parameters::close);
    phi.ifPresent(PhiTable::close);
  }
}
