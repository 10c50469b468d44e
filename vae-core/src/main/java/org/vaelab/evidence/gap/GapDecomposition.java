package org.vaelab.evidence.gap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.InferenceGap;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.Problem;
import org.vaelab.evidence.annealing.AnnealedEstimates;
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
    List<Estimator> estimators,
    FamilyOptimiser optimiser,
    int elboSamples,
    long seed) {

  public GapDecomposition {
    families = List.copyOf(families);
    estimators = List.copyOf(estimators);
    if (families.isEmpty() || estimators.isEmpty()) {
      throw new IllegalArgumentException(
          "A decomposition needs at least one posterior family and one estimator.");
    }
    for (Estimator estimator : estimators) {
      if (estimator instanceof Estimator.FromOptimum optimum
          && !families.contains(optimum.family())) {
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
  public record Candidate(Estimator estimator, Estimate mean, Estimate below) {}

  /// Mean log p̂ of each estimator on given points, the greatest first. The first is the one to
  /// use.
  ///
  /// @param selection points that are not reported later
  public List<Candidate> rank(Problem selection) {
    Map<PosteriorFamily, FamilyOptimum> optima = optima(selection);
    Map<Estimator, double[]> values = new LinkedHashMap<>();
    for (Estimator estimator : estimators) {
      values.put(
          estimator,
          logLikelihood(selection, optima, estimator, new NoiseSource(seed, Purpose.EVALUATION))
              .values());
    }
    double[] greatest =
        values.values().stream()
            .max(Comparator.comparingDouble(v -> Estimate.of(v).mean()))
            .orElseThrow();
    List<Candidate> candidates = new ArrayList<>();
    values.forEach(
        (estimator, v) ->
            candidates.add(
                new Candidate(estimator, Estimate.of(v), Estimate.ofDifference(greatest, v))));
    candidates.sort(Comparator.comparingDouble(candidate -> candidate.below().mean()));
    return candidates;
  }

  /// The gaps of a split.
  ///
  /// @param problem the points with their own q
  /// @param estimator the one that was chosen on other points
  public GapReport decompose(Problem problem, Estimator estimator) {
    NoiseSource evaluation = new NoiseSource(seed, Purpose.EVALUATION);
    Map<PosteriorFamily, FamilyOptimum> optima = optima(problem);
    LogLikelihood logLikelihood = logLikelihood(problem, optima, estimator, evaluation);
    double[] own = elbo(problem, problem.family(), problem.phi(), evaluation);
    List<GapReport.FamilyGap> gaps = new ArrayList<>();
    for (FamilyOptimum optimum : optima.values()) {
      double[] optimal = elbo(problem, optimum.family(), optimum.phi(), evaluation);
      double[] firstRun = elbo(problem, optimum.family(), optimum.firstRun(), evaluation);
      gaps.add(
          new GapReport.FamilyGap(
              optimum.family(),
              optimal,
              InferenceGap.of(logLikelihood.values(), own, optimal),
              Estimate.ofDifference(optimal, firstRun),
              Estimate.of(optimum.spread()),
              Estimate.of(optimum.gradientNorm())));
    }
    return new GapReport(
        estimator,
        logLikelihood.values(),
        logLikelihood.errors(),
        logLikelihood.unreliable(),
        own,
        gaps);
  }

  private Map<PosteriorFamily, FamilyOptimum> optima(Problem problem) {
    Map<PosteriorFamily, FamilyOptimum> optima = new LinkedHashMap<>();
    for (PosteriorFamily family : families) {
      optima.put(family, optimiser.optimise(problem, family, seed));
    }
    return optima;
  }

  private record LogLikelihood(double[] values, double[] errors, int[] unreliable) {
    static LogLikelihood of(LikelihoodEstimates estimates) {
      return new LogLikelihood(
          estimates.logLikelihood(), estimates.standardError(), estimates.unreliable());
    }
  }

  private static LogLikelihood logLikelihood(
      Problem problem,
      Map<PosteriorFamily, FamilyOptimum> optima,
      Estimator estimator,
      NoiseSource noise) {
    return switch (estimator) {
      case Estimator.FromOwn own ->
          LogLikelihood.of(sampled(problem, problem.family(), problem.phi(), own.samples(), noise));
      case Estimator.FromOptimum optimum ->
          LogLikelihood.of(
              sampled(
                  problem,
                  optimum.family(),
                  optima.get(optimum.family()).phi(),
                  optimum.samples(),
                  noise));
      case Estimator.Annealed annealed -> {
        Problem fromPrior =
            Problem.fromPrior(
                problem.executor(), problem.model(), problem.theta(), problem.x(), problem.data());
        AnnealedEstimates estimates = annealed.annealing().estimate(fromPrior, noise);
        yield new LogLikelihood(estimates.logLikelihood(), estimates.standardError(), new int[0]);
      }
    };
  }

  private double[] elbo(
      Problem problem, PosteriorFamily family, float[] phi, NoiseSource evaluation) {
    return sampled(problem, family, phi, elboSamples, evaluation).elbo();
  }

  private static LikelihoodEstimates sampled(
      Problem problem, PosteriorFamily family, float[] phi, int samples, NoiseSource noise) {
    return ImportanceSampling.of(samples).estimate(problem.with(family, phi), noise);
  }
}
