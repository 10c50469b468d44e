package org.vaelab.experiment.inner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.data.Points;
import org.vaelab.experiment.StoredNumbers;
import org.vaelab.experiment.inner.InnerOptimisersConfig.Budget;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimiser;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// What an optimiser makes of test images by its steps and samples, each with the candidate that is
/// the best there for other images.
///
/// @param seed of the model
/// @param points indices of the N test images
/// @param ends without those where every candidate diverged
public record Curve(Method method, Start start, long seed, int[] points, List<End> ends) {
  private static final int BATCH = 100;

  /// Visits 0 to 2 are those of q* and of inference that is part of a model.
  private static final long VISIT = 3;

  /// Where so many steps with so many samples each end.
  ///
  /// @param samples K
  /// @param steps T
  /// @param candidate label of the one that was chosen
  /// @param selectionGap mean L\[q*] − L\[q] of the images that chose, in nats
  /// @param elbo L\[q] of each test image, `[N]`
  public record End(int samples, int steps, String candidate, double selectionGap, double[] elbo) {
    long gradients() {
      return (long) samples * steps;
    }
  }

  static Curve of(
      InnerOptimisersConfig config,
      Method method,
      Start start,
      Session session,
      Amortized encoder,
      Target target,
      Points test,
      Points selection) {
    long seed = target.seed();
    List<End> ends = new ArrayList<>();
    try (LocalPosteriors ofSelection = start.of(session, encoder, selection, seed);
        LocalPosteriors ofTest = start.of(session, encoder, test, seed)) {
      for (Budget budget : config.budgets()) {
        end(config, method, budget, session, target, ofTest, ofSelection).ifPresent(ends::add);
      }
    }
    return new Curve(method, start, seed, test.ids(), ends);
  }

  private static Optional<End> end(
      InnerOptimisersConfig config,
      Method method,
      Budget budget,
      Session session,
      Target target,
      LocalPosteriors test,
      LocalPosteriors selection) {
    Optional<Method.Candidate> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (Method.Candidate candidate : method.candidates()) {
      double gap =
          elbo(config, candidate, budget, session, selection, Purpose.SELECTION, target.seed())
              .map(elbo -> Estimate.ofDifference(target.selection(), elbo).mean())
              .orElse(Double.POSITIVE_INFINITY);
      if (gap < least) {
        least = gap;
        best = Optional.of(candidate);
      }
    }
    double ofBest = least;
    return best.flatMap(
        chosen ->
            elbo(config, chosen, budget, session, test, Purpose.EVALUATION, target.seed())
                .map(
                    elbo ->
                        new End(budget.samples(), budget.steps(), chosen.label(), ofBest, elbo)));
  }

  /// L\[q] of each point after the steps; none where they diverged.
  private static Optional<double[]> elbo(
      InnerOptimisersConfig config,
      Method.Candidate candidate,
      Budget budget,
      Session session,
      LocalPosteriors start,
      Purpose.Judging purpose,
      long seed) {
    try (LocalPosteriors q = start.copy(0, start.count())) {
      move(candidate, budget, session, q, seed);
      double[] elbo = Target.elbo(config, session, q, NoiseSource.of(seed, purpose));
      return StoredNumbers.finite(elbo.length, elbo) ? Optional.of(elbo) : Optional.empty();
    } catch (NonFiniteObjectiveException e) {
      return Optional.empty();
    }
  }

  /// Takes the steps.
  static void move(
      Method.Candidate candidate, Budget budget, Session session, LocalPosteriors q, long seed) {
    LocalOptimiser.of(session, q.family(), candidate.optimisation(budget.steps(), budget.samples()))
        .optimise(
            q,
            BATCH,
            NoiseSource.of(seed, Purpose.LOCAL_OPTIMISATION),
            VISIT,
            Progress.start("steps on φ", q.count()));
  }

  boolean fits(Method of, Start from, long ofSeed, int[] ofPoints, List<Budget> budgets) {
    return method == of
        && start == from
        && seed == ofSeed
        && Arrays.equals(points, ofPoints)
        && ends.stream()
            .allMatch(
                end ->
                    budgets.contains(new Budget(end.samples(), end.steps()))
                        && StoredNumbers.finite(1, new double[] {end.selectionGap()})
                        && StoredNumbers.finite(points.length, end.elbo()));
  }
}
