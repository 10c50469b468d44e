package org.vaelab.distribution;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A family of approximate posteriors whose parameters φ are a row of numbers per data point.
public interface PosteriorFamily extends Serializable {
  /// The graph input `[B, P]` that holds φ where φ is not computed in the graph.
  String PHI = "phi";

  /// The graph input `[K*B, E]` that holds ε.
  String NOISE = "noise";

  /// What tables call the family.
  String label();

  /// Length P of a row φ.
  int rowSize(int latentSize);

  /// E, how many standard normal numbers a sample of z is made from.
  default int noiseSize(int latentSize) {
    return latentSize;
  }

  /// Parameters that all data points share, such as those of a flow; part of λ.
  default List<ParameterSpec> parameters(int latentSize) {
    return List.of();
  }

  /// The posteriors with parameters φ `[B, P]`.
  Posterior posterior(Graph graph, SDVariable phi, int latentSize);

  /// The row at which optimisation of a data point starts from zero: the prior, where the family
  /// has it.
  ///
  /// @param start for families whose parameters must not all start alike, keyed by the data point
  float[] initialRow(int latentSize, RandomGenerator start);

  /// A row to start another optimisation from, for local optima.
  float[] randomRow(int latentSize, RandomGenerator generator);

  /// The row of this family that is the same q as a row of another, if this family knows how.
  default Optional<float[]> embed(PosteriorFamily from, float[] row, int latentSize) {
    return equals(from) ? Optional.of(row.clone()) : Optional.empty();
  }

  /// φ as a graph's input.
  default SDVariable phi(Graph graph, int latentSize) {
    return graph.input(PHI, -1, rowSize(latentSize));
  }

  /// ε as a graph's input.
  default SDVariable noise(Graph graph, int latentSize) {
    return graph.input(NOISE, -1, noiseSize(latentSize));
  }
}
