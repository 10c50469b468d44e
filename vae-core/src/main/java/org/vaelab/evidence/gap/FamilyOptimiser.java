package org.vaelab.evidence.gap;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.MonteCarloElbo;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Session;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Finds the best q of a family for each data point by local optimisation from several starts: warm
/// (the given q, where the family holds it), zero (the family's initial row) and diagonal Gaussians
/// around draws from the prior. Every data point has its own φ, in every start, and the best start
/// is chosen per point with noise that no optimisation has seen.
///
/// @param optimisation of each start
/// @param randomStarts starts around draws from the prior, on top of the warm and the zero start
/// @param selectionSamples of z per point and start by which the best start is chosen
/// @param batch data points optimised together
public record FamilyOptimiser(
    LocalOptimisation optimisation, int randomStarts, int selectionSamples, int batch)
    implements Serializable {
  private static final int GRADIENT_DRAWS = 20;

  public FamilyOptimiser {
    if (randomStarts < 0 || selectionSamples < 1 || batch < 1) {
      throw new IllegalArgumentException(
          ("The search for q* needs no negative number of starts and positive samples and batch"
                  + " size, not %d, %d, %d.")
              .formatted(randomStarts, selectionSamples, batch));
    }
  }

  /// Optimises within `family`, whatever family the given q are of.
  ///
  /// @param given q of each point, to start from
  /// @param seed of the optimisation's and the selection's noise
  /// @throws IllegalArgumentException if the family has shared parameters that the session lacks
  public FamilyOptimum optimise(
      Session session, LocalPosteriors given, PosteriorFamily family, long seed) {
    var noise = NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION);
    LocalOptimiser optimiser = LocalOptimiser.of(session, family, optimisation);
    List<LocalPosteriors> runs = starts(session, given, family, noise);
    Progress progress =
        Progress.start("optimising q*, " + family.label(), (long) given.count() * runs.size());
    double steps = 0;
    for (int run = 0; run < runs.size(); run++) {
      // Visit 0 is left to the inference that is part of a model.
      steps += optimiser.optimise(runs.get(run), batch, noise, run + 1L, progress);
    }
    double[][] scores = new double[runs.size()][];
    for (int run = 0; run < scores.length; run++) {
      scores[run] =
          new MonteCarloElbo(selectionSamples)
              .estimate(session, runs.get(run), NoiseSource.of(seed, Purpose.SELECTION))
              .value();
    }
    LocalPosteriors best = best(runs, scores);
    double[] norms = gradientNorms(optimiser, best, noise, runs.size() + 1L);
    runs.stream().skip(1).forEach(LocalPosteriors::close);
    return new FamilyOptimum(best, runs.getFirst(), spread(scores), norms, steps);
  }

  /// Optimises within each of several families. A richer family starts where the last poorer one
  /// that it holds ended, so that it ends below that one by no fault of its start.
  ///
  /// @param families the poorer before the richer
  /// @return by family, in their order
  public Map<PosteriorFamily, FamilyOptimum> optimise(
      Session session, LocalPosteriors given, List<PosteriorFamily> families, long seed) {
    Map<PosteriorFamily, FamilyOptimum> optima = new LinkedHashMap<>();
    int size = session.model().latentSize();
    for (PosteriorFamily family : families) {
      LocalPosteriors start =
          optima.values().stream()
              .map(FamilyOptimum::best)
              .filter(poorer -> holds(family, poorer, size))
              .reduce(given, (earlier, later) -> later);
      optima.put(family, optimise(session, start, family, seed));
    }
    return optima;
  }

  private double[] gradientNorms(
      LocalOptimiser optimiser,
      LocalPosteriors q,
      NoiseSource<Purpose.LocalOptimisation> noise,
      long visit) {
    double[] all = new double[q.count()];
    for (int from = 0; from < q.count(); from += batch) {
      try (LocalPosteriors part = q.copy(from, Math.min(q.count(), from + batch))) {
        double[] norms =
            optimiser.gradientNorms(part.points(), part.phi(), noise, visit, GRADIENT_DRAWS);
        System.arraycopy(norms, 0, all, from, norms.length);
      }
    }
    return all;
  }

  private static LocalPosteriors best(List<LocalPosteriors> runs, double[][] scores) {
    LocalPosteriors best = runs.getFirst().copy(0, runs.getFirst().count());
    for (int i = 0; i < best.count(); i++) {
      int winner = 0;
      for (int run = 1; run < scores.length; run++) {
        winner = scores[run][i] > scores[winner][i] ? run : winner;
      }
      best.phi().assign(i, runs.get(winner).phi().row(i));
    }
    return best;
  }

  private static double[] spread(double[][] scores) {
    double[] spread = new double[scores[0].length];
    for (int i = 0; i < spread.length; i++) {
      double highest = Double.NEGATIVE_INFINITY;
      double lowest = Double.POSITIVE_INFINITY;
      for (double[] score : scores) {
        highest = Math.max(highest, score[i]);
        lowest = Math.min(lowest, score[i]);
      }
      spread[i] = highest - lowest;
    }
    return spread;
  }

  private List<LocalPosteriors> starts(
      Session session,
      LocalPosteriors given,
      PosteriorFamily family,
      NoiseSource<Purpose.LocalOptimisation> noise) {
    int size = session.model().latentSize();
    List<LocalPosteriors> starts = new ArrayList<>();
    embedded(given, family, size).ifPresent(starts::add);
    starts.add(
        new LocalPosteriors(
            given.points(), PhiTable.initial(family, size, given.points().ids(), noise)));
    for (int start = 0; start < randomStarts; start++) {
      long key = -1L - start; // No visit has a negative key.
      starts.add(
          table(
              given,
              family,
              size,
              i -> family.randomRow(size, noise.at(key, given.points().ids()[i]))));
    }
    return starts;
  }

  private static boolean holds(PosteriorFamily family, LocalPosteriors poorer, int size) {
    return family.embed(poorer.family(), poorer.phi().row(0), size).isPresent();
  }

  /// The given q in another family, if that knows how.
  private static Optional<LocalPosteriors> embedded(
      LocalPosteriors given, PosteriorFamily family, int size) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < given.count(); i++) {
      Optional<float[]> embedded = family.embed(given.family(), given.phi().row(i), size);
      if (embedded.isEmpty()) {
        return Optional.empty();
      }
      rows.add(embedded.get());
    }
    return Optional.of(table(given, family, size, rows::get));
  }

  private static LocalPosteriors table(
      LocalPosteriors given, PosteriorFamily family, int size, IntFunction<float[]> row) {
    PhiTable table = PhiTable.zeros(family, size, given.count());
    for (int i = 0; i < given.count(); i++) {
      table.assign(i, row.apply(i));
    }
    return new LocalPosteriors(given.points(), table);
  }
}
