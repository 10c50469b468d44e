package org.vaelab.experiment;

import java.util.List;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.train.EpochMetrics;

/// A model of the comparison after its training.
///
/// @param parameters θ and λ; freed by [#close]
/// @param history what each epoch measured
record TrainedModel(
    Method method, InferenceStrategy strategy, Parameters parameters, List<EpochMetrics> history)
    implements AutoCloseable {
  @Override
  public void close() {
    parameters.close();
  }
}
