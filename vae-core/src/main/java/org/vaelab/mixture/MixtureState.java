package org.vaelab.mixture;

import java.util.Arrays;
import java.util.Optional;

/// Where a fit is, between two iterations.
///
/// @param restart from 0
/// @param current the restart's run, once it has begun
/// @param best of the restarts that have ended
public record MixtureState(int restart, Optional<Run> current, Optional<MixtureFit> best) {
  /// Before the first step.
  static final MixtureState START = new MixtureState(0, Optional.empty(), Optional.empty());

  /// A run of one restart.
  ///
  /// @param responsibilities of the mixture `[K][N]`
  /// @param history the mean log p(x) of the first mixture and after each iteration
  record Run(GaussianMixture mixture, double[][] responsibilities, double[] history) {
    int iterations() {
      return history.length - 1;
    }

    Run next(GaussianMixture moved, Expectation expectation) {
      double[] longer = Arrays.copyOf(history, history.length + 1);
      longer[history.length] = expectation.score();
      return new Run(moved, expectation.responsibilities(), longer);
    }
  }

  /// The best of the restarts that have ended and the current one as far as it has come; empty
  /// before the first step.
  public Optional<MixtureFit> fit() {
    return current
        .map(run -> better(new MixtureFit(run.mixture(), run.history(), false)))
        .or(() -> best);
  }

  private MixtureFit better(MixtureFit other) {
    return best.filter(fit -> fit.score() >= other.score()).orElse(other);
  }

  MixtureState with(Run run) {
    return new MixtureState(restart, Optional.of(run), best);
  }

  /// After the current restart's last iteration.
  MixtureState ended(Run run, boolean converged) {
    MixtureFit fit = better(new MixtureFit(run.mixture(), run.history(), converged));
    return new MixtureState(restart + 1, Optional.empty(), Optional.of(fit));
  }
}
