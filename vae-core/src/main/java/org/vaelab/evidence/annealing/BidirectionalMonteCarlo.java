package org.vaelab.evidence.annealing;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;

/// Bidirectional Monte Carlo (Grosse, Ghahramani and Adams 2015): annealing from q gives a
/// stochastic lower bound of log p(x), annealing back from an exact posterior sample a stochastic
/// upper bound. Exact posterior samples exist only for data drawn from the model, so nothing here
/// holds for real data: it judges an annealing setting, not a data set.
///
/// @param annealing the setting that is judged
public record BidirectionalMonteCarlo(AnnealedImportanceSampling annealing) {

  /// A lower and an upper bound, both in expectation, for each of N simulated points.
  ///
  /// @param simulation the points
  /// @param lower log of the mean of the forward weights, `[N]`, in nats
  /// @param upper minus the log of the mean of the inverse reverse weights, `[N]`, in nats
  /// @param acceptance mean acceptance probability of the reverse transitions, `[N]`
  public record Bracket(
      Simulation simulation, double[] lower, double[] upper, double[] acceptance) {

    public Estimate meanLower() {
      return Estimate.of(lower);
    }

    public Estimate meanUpper() {
      return Estimate.of(upper);
    }

    /// Mean of upper − lower, paired: how far the mean of either is from the truth at most, in
    /// expectation.
    public Estimate width() {
      return Estimate.ofDifference(upper, lower);
    }
  }

  /// Brackets log p(x) of simulated points.
  ///
  /// @param q of each of the simulation's points, to anneal from and back to
  /// @throws IllegalArgumentException if the points are not those of the simulation
  public Bracket bracket(
      Session session,
      LocalPosteriors q,
      Simulation simulation,
      NoiseSource<Purpose.Evaluation> noise) {
    if (!q.points().equals(simulation.points())) {
      throw new IllegalArgumentException(
          "The points are not those that were simulated; for other data there are no exact"
              + " posterior samples and no upper bound.");
    }
    double[] lower = annealing.estimate(session, q, noise).logLikelihood();
    AnnealedEstimates back =
        annealing.estimates(
            annealing.run(
                "reverse annealing",
                session,
                q,
                Optional.of(simulation),
                noise,
                annealing.start(q.count()),
                Checkpoints.none()));
    // The weights of the way back are those of 1/p(x).
    double[] upper = Arrays.stream(back.logLikelihood()).map(value -> -value).toArray();
    return new Bracket(simulation, lower, upper, back.acceptance());
  }
}
