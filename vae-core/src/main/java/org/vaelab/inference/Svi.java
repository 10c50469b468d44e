package org.vaelab.inference;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Stochastic variational inference with parameters φᵢ of each data point's own (Hoffman, Blei,
/// Wang and Paisley 2013; CS236, lecture on learning deep generative models): draw a minibatch,
/// optimise its φᵢ, then step on θ.
///
/// @param family what a row φᵢ parameterises
/// @param training the inner loop of training
/// @param testTime optimisation of φ for new points, θ frozen, from the family's initial row
public record Svi(PosteriorFamily family, InnerLoop training, LocalOptimisation testTime)
    implements InferenceStrategy {

  @Override
  public List<ParameterSpec> parameters() {
    return List.of();
  }

  @Override
  public SDVariable phi(Graph graph, SDVariable x, int latentSize) {
    return family.phi(graph, latentSize);
  }

  @Override
  public Optional<InnerLoop> innerLoop() {
    return Optional.of(training);
  }

  @Override
  public void infer(
      Session session, Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise) {
    phi.reset(points.ids(), noise);
    LocalOptimiser.of(session, family, testTime).optimise(points, phi, noise, 0);
  }
}
