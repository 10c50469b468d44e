package org.vaelab.evidence.gap;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Splits log p̂(x) − L[q] into approximation and amortization gap (Cremer, Li and Duvenaud
/// 2018) for each of several posterior families, and states what the optimiser leaves.
///
/// The estimator of log p̂ is chosen once per decoder, on points that are not reported, and
/// then used on every split: the greatest of several noisy estimates per point or per split
/// would be biased up.
///
/// @param families whose q* are compared, the poorer before the richer
/// @param estimators that log p̂ may come from; each family that one samples from is among
///     `families`
/// @param optimiser of q*
/// @param elboSamples of z for every ELBO that is reported, the same noise for all of them
/// @param seed of optimising, selecting and evaluating, which use different streams
public record GapDecomposition(
    List<PosteriorFamily> families,
    List<EvidenceEstimator> estimators,
    FamilyOptimiser optimiser,
    int elboSamples,
    long seed)
    implements Serializable {

  public GapDecomposition {
    families = List.copyOf(families);
    estimators = List.copyOf(estimators);
    if (families.isEmpty() || estimators.isEmpty()) {
      throw new IllegalArgumentException(
          "A decomposition needs at least one posterior family and one estimator.");
    }
    for (EvidenceEstimator estimator : estimators) {
      if (!estimator.optimum().map(families::contains).orElse(true)) {
        throw new IllegalArgumentException(
            "The estimator '%s' needs its family among those compared, which are %s."
                .formatted(
                    estimator.label(), families.stream().map(PosteriorFamily::label).toList()));
      }
    }
  }

  /// An estimator on the points of the choice.
  ///
  /// @param mean of log p̂
  /// @param below how far it lies below the greatest mean, with the paired standard error: where
  ///     that is not small beside the difference, the choice is one of convenience
  public record Candidate(EvidenceEstimator estimator, Estimate mean, Estimate below) {}

  /// log p̂ of each estimator on given points, to [#rank] them by.
  ///
  /// @param selection q of N points that are not reported later
  /// @return `[estimators][N]`
  public double[][] candidates(Session session, LocalPosteriors selection) {
    try (Optima optima = optima(session, selection)) {
      return estimators.stream()
          .map(each -> logLikelihood(session, selection, optima, each).logLikelihood())
          .toArray(double[][]::new);
    }
  }

  /// Mean log p̂ of each estimator, the greatest first. The first is the one to use.
  ///
  /// @param values that [#candidates] gave
  public List<Candidate> rank(double[][] values) {
    double[] greatest =
        Arrays.stream(values)
            .max(Comparator.comparingDouble(v -> Estimate.of(v).mean()))
            .orElseThrow();
    return IntStream.range(0, values.length)
        .mapToObj(
            i ->
                new Candidate(
                    estimators.get(i),
                    Estimate.of(values[i]),
                    Estimate.ofDifference(greatest, values[i])))
        .sorted(Comparator.comparingDouble(candidate -> candidate.below().mean()))
        .toList();
  }

  /// The gaps of a split.
  ///
  /// @param q of each point, whose gap is split
  /// @param estimator the one that was chosen on other points
  public GapReport decompose(Session session, LocalPosteriors q, EvidenceEstimator estimator) {
    try (Optima optima = optima(session, q)) {
      EvidenceEstimator.Values logLikelihood = logLikelihood(session, q, optima, estimator);
      double[] own = elbo(session, q);
      List<GapReport.FamilyGap> gaps = new ArrayList<>();
      for (FamilyOptimum optimum : optima.byFamily().values()) {
        gaps.add(
            new GapReport.FamilyGap(
                optimum.family(),
                elbo(session, optimum.best()),
                elbo(session, optimum.firstRun()),
                optimum.spread(),
                optimum.gradientNorm()));
      }
      return new GapReport(
          estimator,
          logLikelihood.logLikelihood(),
          logLikelihood.standardError(),
          logLikelihood.unreliable(),
          own,
          gaps);
    }
  }

  private record Optima(Map<PosteriorFamily, FamilyOptimum> byFamily) implements AutoCloseable {
    @Override
    public void close() {
      byFamily.values().forEach(FamilyOptimum::close);
    }
  }

  private Optima optima(Session session, LocalPosteriors q) {
    return new Optima(optimiser.optimise(session, q, families, seed));
  }

  private EvidenceEstimator.Values logLikelihood(
      Session session, LocalPosteriors q, Optima optima, EvidenceEstimator estimator) {
    LocalPosteriors from =
        estimator.optimum().map(family -> optima.byFamily().get(family).best()).orElse(q);
    return estimator.estimate(session, from, evaluation());
  }

  private double[] elbo(Session session, LocalPosteriors q) {
    return new MonteCarloElbo(elboSamples).estimate(session, q, evaluation()).value();
  }

  private NoiseSource<Purpose.Evaluation> evaluation() {
    return NoiseSource.of(seed, Purpose.EVALUATION);
  }
}
