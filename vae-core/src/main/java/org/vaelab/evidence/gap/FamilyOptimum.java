package org.vaelab.evidence.gap;

import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.inference.LocalPosteriors;

/// The best q of a family for each of N data points, each optimised on its own.
///
/// @param best q*, the best of all starts by the selection noise
/// @param firstRun what the first start alone led to
/// @param spread how far the worst start ends below the best, by the selection noise, `[N]`, in
///     nats
/// @param gradientNorm norm of the gradient of L[q*] with respect to φ, `[N]`, with the noise
///     of its estimate
/// @param steps optimisation steps of all starts, a mean over the batches
public record FamilyOptimum(
    LocalPosteriors best,
    LocalPosteriors firstRun,
    double[] spread,
    double[] gradientNorm,
    double steps)
    implements AutoCloseable {

  public PosteriorFamily family() {
    return best.family();
  }

  /// Frees both.
  @Override
  public void close() {
    best.close();
    firstRun.close();
  }
}
