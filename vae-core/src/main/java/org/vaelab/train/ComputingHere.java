package org.vaelab.train;

import java.util.Arrays;
import org.vaelab.data.Observations;

/// All points of a minibatch at once, in this process.
final class ComputingHere implements Computing {
  private final StepGradients steps;
  private final Minibatches minibatches;
  private final Observations data;
  private int[] order = {};
  private int orderOf = -1;

  /// @param steps closed with this
  ComputingHere(StepGradients steps, Minibatches minibatches, Observations data) {
    this.steps = steps;
    this.minibatches = minibatches;
    this.data = data;
  }

  @Override
  public Found step(Minibatch at, TrainingState state) {
    if (orderOf != at.epoch()) {
      order = minibatches.order(at.epoch());
      orderOf = at.epoch();
    }
    int from = at.batch() * minibatches.batchSize();
    int to = Math.min(order.length, from + minibatches.batchSize());
    int[] ids = Arrays.copyOfRange(order, from, to);
    return steps.compute(at, ids, data, state.phi(), ids);
  }

  @Override
  public void close() {
    steps.close();
  }
}
