package org.vaelab.experiment.gap;

import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.MixtureFamily;
import org.vaelab.distribution.PlanarFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.RealNvpFamily;

/// The posterior families whose q* can be asked for, each data point with parameters of its own,
/// the poorer first.
public enum FamilyKind {
  DIAGONAL(new DiagonalGaussianFamily()),
  FULL(new FullCovarianceFamily()),
  /// Of five diagonal Gaussians.
  MIXTURE(new MixtureFamily(5)),
  /// Of eight layers.
  PLANAR(new PlanarFamily(8)),
  /// Of four layers with 40 hidden units.
  REALNVP(new RealNvpFamily(4, 40));

  private final PosteriorFamily family;

  FamilyKind(PosteriorFamily family) {
    this.family = family;
  }

  public PosteriorFamily family() {
    return family;
  }
}
