package org.vaelab.evidence.gap;

import org.vaelab.distribution.PosteriorFamily;

/// The best q of a family for each of N data points, each optimised on its own.
///
/// @param family the family
/// @param phi parameters of q*, the best of all starts by the selection noise, `[N, P]`,
///     row-major
/// @param firstRun parameters that the first start alone led to, `[N, P]`, row-major
/// @param spread how far the worst start ends below the best, by the selection noise, `[N]`, in
///     nats
/// @param gradientNorm norm of the gradient of L[q*] with respect to φ, `[N]`, with the noise
///     of its estimate
/// @param steps optimisation steps of all starts, a mean over the batches
public record FamilyOptimum(
    PosteriorFamily family,
    float[] phi,
    float[] firstRun,
    double[] spread,
    double[] gradientNorm,
    double steps) {}
