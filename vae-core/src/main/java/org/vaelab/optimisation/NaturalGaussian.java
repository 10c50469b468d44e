package org.vaelab.optimisation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.vaelab.nativemath.NativeLibrary;

/// Natural gradient ascent (Amari 1998) of diagonal Gaussians whose rows are (μ, log σ): the
/// gradient times the inverse of the Fisher information, which is diag(σ⁻², 2) per dimension, so
/// that μ ← μ + rate·σ²·∂/∂μ and log σ ← log σ + rate·½·∂/∂(log σ). The first moment is room to
/// compute in.
public record NaturalGaussian() implements FirstOrder {
  @Override
  public void ascendRows(
      INDArray rows,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int[] stepsTaken,
      double rate) {
    long size = rows.size(1) / 2;
    var all = NDArrayIndex.all();
    var means = NDArrayIndex.interval(0, size);
    var logScales = NDArrayIndex.interval(size, 2 * size);
    INDArray squares = firstMoment.assign(rows).muli(2);
    NativeLibrary.executioner().exec(new Exp(squares, squares));
    gradient.get(all, means).muli(squares.get(all, logScales));
    gradient.get(all, logScales).muli(0.5);
    rows.addi(gradient.muli(rate));
    for (int i = 0; i < stepsTaken.length; i++) {
      stepsTaken[i]++;
    }
  }
}
