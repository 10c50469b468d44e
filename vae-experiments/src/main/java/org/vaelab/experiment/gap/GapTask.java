package org.vaelab.experiment.gap;

import java.util.List;
import org.vaelab.evidence.gap.EvidenceEstimator;
import org.vaelab.evidence.gap.GapDecomposition;
import org.vaelab.evidence.gap.GapReport;
import org.vaelab.experiment.pointwise.OpenedModel;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.ModelCopy;

/// The gaps of each point, whose q is an encoder's.
record GapTask(
    ModelCopy model, Amortized encoder, GapDecomposition decomposition, EvidenceEstimator estimator)
    implements PointTask<GapReport> {

  @Override
  public Opened<GapReport> open(GraphExecutor executor) {
    return OpenedModel.encoded(
        executor,
        model,
        encoder,
        decomposition.seed(),
        (session, q) -> decomposition.decompose(session, q, estimator));
  }

  @Override
  public GapReport join(List<GapReport> parts) {
    return GapReport.join(parts);
  }
}
