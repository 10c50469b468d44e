package org.vaelab.evidence.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.HostArrays;
import org.vaelab.inference.LocalInference;
import org.vaelab.inference.LocalOptimisation;
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
    LocalOptimisation optimisation, int randomStarts, int selectionSamples, int batch) {
  private static final int GRADIENT_DRAWS = 20;

  public FamilyOptimiser {
    if (randomStarts < 0 || selectionSamples < 1 || batch < 1) {
      throw new IllegalArgumentException(
          ("The search for q* needs no negative number of starts and positive samples and batch"
                  + " size, not %d, %d, %d.")
              .formatted(randomStarts, selectionSamples, batch));
    }
  }

  /// Optimises within `family`, whatever the problem's own family is.
  ///
  /// @param seed of the optimisation's and the selection's noise, which are different streams
  public FamilyOptimum optimise(Problem problem, PosteriorFamily family, long seed) {
    NoiseSource optimising = new NoiseSource(seed, Purpose.LOCAL_OPTIMISATION);
    List<float[]> starts = starts(problem, family, optimising);
    List<float[]> ends = new ArrayList<>();
    double steps = 0;
    double[] gradientNorm = new double[problem.count()];
    Progress progress =
        Progress.start("optimising q*, " + family.label(), (long) problem.count() * starts.size());
    try (LocalInference local =
        LocalInference.compile(problem.executor(), problem.model(), family, optimisation)) {
      for (int start = 0; start < starts.size(); start++) {
        float[] end = new float[starts.get(start).length];
        for (int from = 0; from < problem.count(); from += batch) {
          Problem slice = problem.slice(from, Math.min(problem.count(), from + batch));
          int width = end.length / problem.count();
          float[] rows =
              Arrays.copyOfRange(starts.get(start), from * width, (from + slice.count()) * width);
          // Visit 0 is left to the inference that is part of a model.
          LocalInference.Outcome outcome =
              local.optimise(
                  problem.theta(), slice.x(), slice.data(), rows, 1, optimising, start + 1L);
          System.arraycopy(outcome.phi(), 0, end, from * width, outcome.phi().length);
          steps += (double) outcome.steps() * slice.count() / problem.count();
          progress.advance(slice.count(), Map.of("L[q*] (nats)", outcome.bound()));
        }
        ends.add(end);
      }
      double[][] scores = new double[ends.size()][];
      for (int start = 0; start < scores.length; start++) {
        scores[start] = elbo(problem, family, ends.get(start), seed);
      }
      float[] best = best(ends, scores);
      for (int from = 0; from < problem.count(); from += batch) {
        Problem slice = problem.slice(from, Math.min(problem.count(), from + batch));
        int width = best.length / problem.count();
        double[] norms =
            local.gradientNorms(
                problem.theta(),
                slice.x(),
                slice.data(),
                Arrays.copyOfRange(best, from * width, (from + slice.count()) * width),
                optimising,
                starts.size() + 1L,
                GRADIENT_DRAWS);
        System.arraycopy(norms, 0, gradientNorm, from, norms.length);
      }
      return new FamilyOptimum(family, best, ends.getFirst(), spread(scores), gradientNorm, steps);
    }
  }

  private double[] elbo(Problem problem, PosteriorFamily family, float[] phi, long seed) {
    return ImportanceSampling.of(selectionSamples)
        .estimate(problem.with(family, phi), new NoiseSource(seed, Purpose.SELECTION))
        .elbo();
  }

  private static float[] best(List<float[]> ends, double[][] scores) {
    float[] best = ends.getFirst().clone();
    int points = scores[0].length;
    int width = best.length / points;
    for (int i = 0; i < points; i++) {
      int winner = 0;
      for (int start = 1; start < scores.length; start++) {
        winner = scores[start][i] > scores[winner][i] ? start : winner;
      }
      System.arraycopy(ends.get(winner), i * width, best, i * width, width);
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

  private List<float[]> starts(Problem problem, PosteriorFamily family, NoiseSource noise) {
    int latentSize = problem.model().latentSize();
    List<float[]> starts = new ArrayList<>();
    embedded(problem, family, latentSize).ifPresent(starts::add);
    starts.add(rows(problem.count(), i -> family.initialRow(latentSize)));
    for (int start = 0; start < randomStarts; start++) {
      long key = -1L - start; // No visit has a negative key.
      starts.add(
          rows(
              problem.count(),
              i -> family.randomRow(latentSize, noise.at(key, problem.data()[i]))));
    }
    return starts;
  }

  /// The problem's own q in another family, if that knows how.
  private static Optional<float[]> embedded(
      Problem problem, PosteriorFamily family, int latentSize) {
    int width = problem.family().rowSize(latentSize);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < problem.count(); i++) {
      float[] row = Arrays.copyOfRange(problem.phi(), i * width, (i + 1) * width);
      Optional<float[]> embedded = family.embed(problem.family(), row, latentSize);
      if (embedded.isEmpty()) {
        return Optional.empty();
      }
      rows.add(embedded.get());
    }
    return Optional.of(rows(problem.count(), rows::get));
  }

  @FunctionalInterface
  private interface Row {
    float[] of(int point);
  }

  private static float[] rows(int count, Row row) {
    float[] first = row.of(0);
    float[] rows = HostArrays.allocate("parameters of q", count, first.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(row.of(i), 0, rows, i * first.length, first.length);
    }
    return rows;
  }
}
