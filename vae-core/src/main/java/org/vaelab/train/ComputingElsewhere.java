package org.vaelab.train;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Parameters;

/// Each part of a minibatch where its data are.
final class ComputingElsewhere implements Computing {
  private final DataParallel.Run run;
  private final Parameters gradients;

  /// @param run closed with this
  ComputingElsewhere(DataParallel.Run run, Parameters parameters) {
    this.run = run;
    gradients = parameters.zerosLike();
  }

  @Override
  public Found step(Minibatch at, TrainingState state) {
    StepSums sums = run.step(at, state.parameters(), state.phi());
    float[] sum = sums.gradient();
    int from = 0;
    for (INDArray gradient : gradients.arrays().values()) {
      int size = (int) gradient.length();
      float[] mean = Arrays.copyOfRange(sum, from, from + size);
      for (int i = 0; i < size; i++) {
        mean[i] /= sums.points();
      }
      HostArrays.fill(gradient, mean);
      from += size;
    }
    return new Found(sums.elbo(), sums.points(), sums.evaluations(), gradients::get);
  }

  @Override
  public void close() {
    run.close();
    gradients.close();
  }
}
