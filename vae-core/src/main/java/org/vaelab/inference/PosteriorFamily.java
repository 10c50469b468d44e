package org.vaelab.inference;

import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;

/// A family of approximate posteriors whose parameters φ are a row of numbers per data point.
public interface PosteriorFamily {
  /// The graph input `[B, P]` that holds φ where φ is not computed in the graph.
  String PHI = "phi";

  /// What tables call the family.
  String label();

  /// Length P of a row φ.
  int rowSize(int latentSize);

  /// The posteriors with parameters φ `[B, P]`.
  Posterior posterior(SDVariable phi, int latentSize);

  /// The row at which optimisation starts from zero: the prior, where the family has it.
  float[] initialRow(int latentSize);

  /// The row of a diagonal Gaussian, which every family holds.
  ///
  /// @param diagonalRow (μ, log σ), `[2Z]`
  float[] fromDiagonal(float[] diagonalRow, int latentSize);
}
