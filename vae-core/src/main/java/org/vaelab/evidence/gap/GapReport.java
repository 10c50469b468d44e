package org.vaelab.evidence.gap;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.Joined;

/// The gaps of one split, all on the same points, bits and evaluation noise, in nats.
///
/// @param estimator how log p̂ was estimated
/// @param logLikelihood log p̂(x), `[N]`
/// @param logLikelihoodError its Monte Carlo standard error, `[N]`
/// @param unreliable positions of points whose importance weights have k̂ above 0.7; none for AIS
/// @param elboOwn L[q] of the given q, `[N]`
/// @param families in the order they were asked for
public record GapReport(
    EvidenceEstimator estimator,
    double[] logLikelihood,
    double[] logLikelihoodError,
    int[] unreliable,
    double[] elboOwn,
    List<FamilyGap> families)
    implements Serializable {

  public GapReport {
    families = List.copyOf(families);
  }

  /// What the q* of one family give.
  ///
  /// @param elboOptimal L[q*], q* the best of all starts, `[N]`
  /// @param elboFirst L[q* of the first start alone], `[N]`
  /// @param spread how far the worst start ends below the best, `[N]`
  /// @param gradientNorms norms of the gradients of L[q*] with respect to φ, `[N]`
  public record FamilyGap(
      PosteriorFamily family,
      double[] elboOptimal,
      double[] elboFirst,
      double[] spread,
      double[] gradientNorms)
      implements Serializable {

    /// L[q*] − L[q* of the first start alone]: what a single run leaves.
    public Estimate optimisation() {
      return Estimate.ofDifference(elboOptimal, elboFirst);
    }

    /// How far the worst start ends below the best.
    public Estimate startSpread() {
      return Estimate.of(spread);
    }

    /// Of L[q*] with respect to φ.
    public Estimate gradientNorm() {
      return Estimate.of(gradientNorms);
    }

    private static FamilyGap join(List<FamilyGap> parts) {
      return new FamilyGap(
          parts.getFirst().family,
          Joined.doubles(parts, FamilyGap::elboOptimal),
          Joined.doubles(parts, FamilyGap::elboFirst),
          Joined.doubles(parts, FamilyGap::spread),
          Joined.doubles(parts, FamilyGap::gradientNorms));
    }
  }

  /// log p̂ − L[q*], L[q*] − L[q] and their sum.
  public InferenceGap gap(FamilyGap family) {
    return InferenceGap.of(logLikelihood, elboOwn, family.elboOptimal());
  }

  /// Reports of parts of the points as one of all.
  public static GapReport join(List<GapReport> parts) {
    GapReport first = parts.getFirst();
    return new GapReport(
        first.estimator,
        Joined.doubles(parts, GapReport::logLikelihood),
        Joined.doubles(parts, GapReport::logLikelihoodError),
        Joined.positions(parts, GapReport::unreliable, part -> part.logLikelihood.length),
        Joined.doubles(parts, GapReport::elboOwn),
        IntStream.range(0, first.families.size())
            .mapToObj(
                i -> FamilyGap.join(parts.stream().map(part -> part.families.get(i)).toList()))
            .toList());
  }
}
