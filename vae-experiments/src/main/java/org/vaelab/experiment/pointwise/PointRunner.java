package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.Optional;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.train.DataParallel;

/// Where blocks of points, and of minibatches their shards, are computed.
public interface PointRunner {
  /// Computes each point. An interruption of the thread ends it early: what was done is in the
  /// result, and the thread's flag is set again.
  ///
  /// @param title what progress reports call it
  /// @throws ExperimentException if no point can be computed
  <R extends Serializable> Collected<R> compute(String title, PointTask<R> task, Points points);

  /// How many tasks of progress that reports.
  ///
  /// @param ofOne that a single block would report in this process
  int tasks(int points, int ofOne);

  /// Whether that is in this process, where a task can keep and resume states of its own.
  boolean local();

  /// Where the gradients of a training are computed, if not in this process.
  default Optional<DataParallel> training() {
    return Optional.empty();
  }

  /// Images in files that only the machines which compute need to hold, in parts.
  ///
  /// @param place of the files: a path, or a URL that they know
  /// @param seed of bits that are drawn
  /// @throws ExperimentException if there are no such files, or this runner reads none
  default Observations stored(String place, Binarisation binarisation, long seed) {
    throw new ExperimentException(
        "%s is read by Apache Spark alone; give --master local[*] or that of a cluster."
            .formatted(place));
  }
}
