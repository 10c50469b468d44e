package org.vaelab.experiment;

import java.util.Map;
import org.vaelab.data.Points;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.inference.Session;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// log p(x) of points of a model with few latent dimensions.
public final class ExactEvidence {
  private ExactEvidence() {}

  /// By [Quadrature] to its standard tolerance, with progress.
  ///
  /// @return log p(x), `[N]`, in nats
  /// @throws ExperimentException if z has too many dimensions for a grid
  public static double[] byQuadrature(Session session, Points points) {
    double[] truth = new double[points.count()];
    try (Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
      Progress progress = Progress.start("quadrature", truth.length);
      for (int i = 0; i < truth.length; i++) {
        Interrupts.check();
        truth[i] = quadrature.posterior(points.row(i)).logEvidence().value();
        progress.advance(1, Map.of());
      }
    } catch (IllegalArgumentException e) {
      throw new ExperimentException(e.getMessage(), e);
    }
    return truth;
  }
}
