package org.vaelab.experiment.estimators;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.vaelab.data.Points;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.LikelihoodEstimates;
import org.vaelab.evidence.gap.FamilyOptimiser;
import org.vaelab.evidence.gap.FamilyOptimum;
import org.vaelab.experiment.pointwise.OpenedModel;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.ModelCopy;
import org.vaelab.inference.Session;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Importance sampling of each point.
///
/// @param samples K
record SampledTask(ModelCopy model, Proposal proposal, int samples, long seed)
    implements PointTask<SampledTask.Timed> {
  static final int OPTIMAL_STEPS = 500;
  static final int OPTIMAL_SAMPLES = 20;
  private static final int SELECTION_SAMPLES = 100;

  /// Where the q of a point comes from.
  sealed interface Proposal extends Serializable {}

  record OfPrior() implements Proposal {}

  record OfEncoder(Amortized encoder) implements Proposal {}

  /// The best diagonal Gaussian.
  record Optimal() implements Proposal {}

  /// @param seconds that sampling took, on all machines together
  record Timed(LikelihoodEstimates estimates, double seconds) implements Serializable {}

  @Override
  public Opened<Timed> open(GraphExecutor executor) {
    return new OpenedModel<>(
        executor, model, (session, block) -> new Sampler(this, session).compute(block));
  }

  @Override
  public Timed join(List<Timed> parts) {
    return new Timed(
        LikelihoodEstimates.join(parts.stream().map(Timed::estimates).toList()),
        parts.stream().mapToDouble(Timed::seconds).sum());
  }

  private record Sampler(SampledTask task, Session session) {
    Timed compute(PointBlock block) {
      Points points = block.points();
      return switch (task.proposal) {
        case OfPrior _ -> with(session.prior(points), this::sample);
        case OfEncoder(Amortized encoder) ->
            with(
                session.infer(
                    encoder, points, NoiseSource.of(task.seed, Purpose.LOCAL_OPTIMISATION)),
                this::sample);
        case Optimal _ -> with(session.prior(points), this::fromOptimum);
      };
    }

    private static Timed with(LocalPosteriors q, Function<LocalPosteriors, Timed> function) {
      try (q) {
        return function.apply(q);
      }
    }

    private Timed fromOptimum(LocalPosteriors prior) {
      var optimisation =
          LocalOptimisation.ofSteps(OPTIMAL_STEPS, OPTIMAL_SAMPLES, LearningRate.standard(0.05));
      try (FamilyOptimum optimum =
          new FamilyOptimiser(optimisation, 0, SELECTION_SAMPLES, PointBlock.SIZE)
              .optimise(session, prior, Subject.FAMILY, task.seed)) {
        return sample(optimum.best());
      }
    }

    private Timed sample(LocalPosteriors q) {
      long start = System.nanoTime();
      LikelihoodEstimates estimates =
          ImportanceSampling.of(task.samples)
              .estimate(session, q, NoiseSource.of(task.seed, Purpose.EVALUATION));
      return new Timed(estimates, (System.nanoTime() - start) / 1e9);
    }
  }
}
