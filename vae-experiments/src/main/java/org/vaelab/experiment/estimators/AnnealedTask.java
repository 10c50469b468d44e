package org.vaelab.experiment.estimators;

import java.io.Serializable;
import java.util.List;
import org.vaelab.evidence.annealing.AnnealedEstimates;
import org.vaelab.evidence.annealing.AnnealedImportanceSampling;
import org.vaelab.experiment.pointwise.OpenedModel;
import org.vaelab.experiment.pointwise.PointBlock;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.ModelCopy;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Annealed importance sampling of each point, from the prior.
record AnnealedTask(ModelCopy model, AnnealedImportanceSampling annealing, long seed)
    implements PointTask<AnnealedTask.Timed> {

  /// @param seconds that it took, on all machines together
  record Timed(AnnealedEstimates estimates, double seconds) implements Serializable {}

  @Override
  public Opened<Timed> open(GraphExecutor executor) {
    return new OpenedModel<>(executor, model, this::anneal);
  }

  @Override
  public Timed join(List<Timed> parts) {
    return new Timed(
        AnnealedEstimates.join(parts.stream().map(Timed::estimates).toList()),
        parts.stream().mapToDouble(Timed::seconds).sum());
  }

  private Timed anneal(Session session, PointBlock block) {
    long start = System.nanoTime();
    try (LocalPosteriors prior = session.prior(block.points())) {
      AnnealedEstimates estimates =
          annealing.estimate(session, prior, NoiseSource.of(seed, Purpose.EVALUATION));
      return new Timed(estimates, (System.nanoTime() - start) / 1e9);
    }
  }
}
