package org.vaelab.experiment.gap;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.evidence.gap.GapDecomposition;
import org.vaelab.experiment.pointwise.OpenedModel;
import org.vaelab.experiment.pointwise.PointTask;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.ModelCopy;
import org.vaelab.statistics.Joined;

/// log p̂ of each point by each estimator, `[estimators][N]`, to choose one.
record ChoiceTask(ModelCopy model, Amortized encoder, GapDecomposition decomposition)
    implements PointTask<double[][]> {

  @Override
  public Opened<double[][]> open(GraphExecutor executor) {
    return OpenedModel.encoded(
        executor, model, encoder, decomposition.seed(), decomposition::candidates);
  }

  @Override
  public double[][] join(List<double[][]> parts) {
    return IntStream.range(0, parts.getFirst().length)
        .mapToObj(estimator -> Joined.doubles(parts, part -> part[estimator]))
        .toArray(double[][]::new);
  }
}
