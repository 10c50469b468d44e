package org.vaelab.experiment.gap;

import org.vaelab.inference.DiagonalGaussianFamily;
import org.vaelab.inference.FullCovarianceFamily;
import org.vaelab.inference.PosteriorFamily;

/// The posterior families that can be asked for, the poorer first.
public enum FamilyKind {
  DIAGONAL(new DiagonalGaussianFamily()),
  FULL(new FullCovarianceFamily());

  private final PosteriorFamily family;

  FamilyKind(PosteriorFamily family) {
    this.family = family;
  }

  PosteriorFamily family() {
    return family;
  }
}
