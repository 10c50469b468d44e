package org.vaelab.optimisation;

import org.nd4j.linalg.api.ndarray.INDArray;

/// Steps along gradients alone, which may be noisy.
public sealed interface FirstOrder extends Optimiser permits Adam, Momentum, NaturalGaussian {

  /// One step on each row of a matrix, in place, where rows may have had different numbers of
  /// steps.
  ///
  /// @param rows `[N, P]`, as the gradient and the moments
  /// @param gradient may be overwritten
  /// @param firstMoment zero at first
  /// @param secondMoment zero at first
  /// @param stepsTaken by each row before this one, `[N]`; counted up
  void ascendRows(
      INDArray rows,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int[] stepsTaken,
      double rate);
}
