package org.vaelab.optimisation;

import org.nd4j.linalg.api.ndarray.INDArray;

/// Gradient ascent with momentum (Polyak 1964): v ← γv + g, p ← p + rate·v. The velocity v takes
/// the place of the first moment.
///
/// @param decay γ, from 0 (inclusive), plain gradient ascent, to 1 (exclusive)
public record Momentum(double decay) implements FirstOrder {

  public Momentum {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "The velocity must decay by a factor from 0 to below 1, not %s.".formatted(decay));
    }
  }

  @Override
  public void ascendRows(
      INDArray rows,
      INDArray gradient,
      INDArray firstMoment,
      INDArray secondMoment,
      int[] stepsTaken,
      double rate) {
    firstMoment.muli(decay).addi(gradient);
    rows.addi(gradient.assign(firstMoment).muli(rate));
    for (int i = 0; i < stepsTaken.length; i++) {
      stepsTaken[i]++;
    }
  }
}
