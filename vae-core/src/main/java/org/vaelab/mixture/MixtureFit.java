package org.vaelab.mixture;

/// A mixture with the way that led to it.
///
/// @param mixture what was fitted
/// @param history the mean of log p(x) over the points, in nats, of the first mixture and after
///     each iteration. It is the tight bound too: each E-step makes the ELBO equal to log p(x).
/// @param converged whether the last iteration raised it by less than the tolerance; if not, the
///     iterations were used up or the run was interrupted
public record MixtureFit(GaussianMixture mixture, double[] history, boolean converged) {

  /// The mean of log p(x) over the points that were fitted, in nats.
  public double score() {
    return history[history.length - 1];
  }

  /// How often an M-step was taken.
  public int iterations() {
    return history.length - 1;
  }
}
