package org.vaelab.model;

import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;

/// A model from which data can be drawn: z ~ p(z), x ~ p(x given z).
public interface SimulableModel extends LatentVariableModel {

  /// What p(x given z) is determined by.
  ///
  /// @param z `[N, Z]`
  /// @return a row per z, `[N, ?]`
  SDVariable dataParameters(Graph graph, SDVariable z);

  /// Draws x from p(x given z).
  ///
  /// @param dataParameters the row of z
  /// @return `[D]`
  float[] draw(float[] dataParameters, RandomGenerator generator);
}
