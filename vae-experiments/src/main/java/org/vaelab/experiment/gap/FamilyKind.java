package org.vaelab.experiment.gap;

import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.PosteriorFamily;

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
