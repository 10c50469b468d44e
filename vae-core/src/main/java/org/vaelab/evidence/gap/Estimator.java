package org.vaelab.evidence.gap;

import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;

/// A way to log p̂(x). Every one of them is in expectation a lower bound of log p(x), so of several
/// the one with the greatest mean is the tightest.
public sealed interface Estimator {

  /// What tables call it.
  String label();

  /// Importance sampling from the given q.
  ///
  /// @param samples K
  record FromOwn(int samples) implements Estimator {
    @Override
    public String label() {
      return "importance sampling from q, K = " + samples;
    }
  }

  /// Importance sampling from the q* of a family.
  ///
  /// @param samples K
  record FromOptimum(PosteriorFamily family, int samples) implements Estimator {
    @Override
    public String label() {
      return "importance sampling from the optimal %s, K = %d".formatted(family.label(), samples);
    }
  }

  /// Annealed importance sampling from the prior.
  record Annealed(AnnealedImportanceSampling annealing) implements Estimator {
    @Override
    public String label() {
      return "AIS, %d temperatures, %d chains, %d leapfrog steps"
          .formatted(annealing.temperatures(), annealing.chains(), annealing.leapfrogSteps());
    }
  }
}
