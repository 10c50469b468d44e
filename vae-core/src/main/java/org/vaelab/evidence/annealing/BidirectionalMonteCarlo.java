package org.vaelab.evidence.annealing;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.evidence.Problem;
import org.vaelab.graph.HostArrays;
import org.vaelab.objective.NonFiniteObjectiveException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;
import org.vaelab.statistics.Estimate;
import org.vaelab.statistics.LogMeanExp;

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
  /// @param problem the points, with the q to anneal from and back to
  /// @param simulation where the points came from
  /// @param noise a source of the stream `EVALUATION`
  /// @throws IllegalArgumentException if the problem's points are not those of the simulation
  public Bracket bracket(Problem problem, Simulation simulation, NoiseSource noise) {
    if (!Arrays.equals(problem.x(), simulation.x())) {
      throw new IllegalArgumentException(
          "The points are not those that were simulated; for other data there are no exact"
              + " posterior samples and no upper bound.");
    }
    int count = problem.count();
    double[] lower = annealing.estimate(problem, noise).logLikelihood();
    double[] upper = new double[count];
    double[] acceptance = new double[count];
    Progress progress =
        Progress.start("reverse annealing", (long) count * annealing.temperatures());
    for (int from = 0; from < count; from += annealing.batch()) {
      Problem slice = problem.slice(from, Math.min(count, from + annealing.batch()));
      try (ChainBatch chains = new ChainBatch(annealing, slice)) {
        StepSizes sizes = chains.tune(new NoiseSource(noise.seed(), Purpose.PILOT));
        AnnealingState.Batch state =
            new AnnealingState.Batch(
                sizes,
                startingPoints(simulation, from, slice.count(), problem.model().latentSize()),
                new double[chains.rows()],
                new double[slice.count()]);
        while (state.temperature < annealing.temperatures()) {
          Interrupts.check();
          chains.reverse(state, noise);
          progress.advance(slice.count(), Map.of());
        }
        for (int i = 0; i < slice.count(); i++) {
          upper[from + i] = upperBound(state.logWeights, i, slice.count());
          acceptance[from + i] = state.acceptance[i] / Math.max(1, annealing.temperatures() - 1);
        }
      }
    }
    return new Bracket(simulation, lower, upper, acceptance);
  }

  /// Every chain of a point starts at the one z that the point came from.
  private float[] startingPoints(Simulation simulation, int from, int count, int latentSize) {
    float[] rows =
        Arrays.copyOfRange(simulation.z(), from * latentSize, (from + count) * latentSize);
    float[] z = HostArrays.allocate("the chains", annealing.chains(), rows.length);
    for (int chain = 0; chain < annealing.chains(); chain++) {
      System.arraycopy(rows, 0, z, chain * rows.length, rows.length);
    }
    return z;
  }

  private double upperBound(double[] logInverseWeights, int point, int points) {
    LogMeanExp mean = new LogMeanExp();
    for (int chain = 0; chain < annealing.chains(); chain++) {
      double value = logInverseWeights[chain * points + point];
      if (!Double.isFinite(value)) {
        throw new NonFiniteObjectiveException(
            "The reverse weight of chain %d of simulated point %d is exp(%s)."
                .formatted(chain, point, -value));
      }
      mean.add(value);
    }
    return -mean.logMean();
  }
}
