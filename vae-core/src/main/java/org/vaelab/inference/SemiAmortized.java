package org.vaelab.inference;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.Points;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Semi-amortized inference: φ₀ = f_λ(x), refined by T steps of SVI (Kim, Wiseman, Miller, Sontag
/// and
/// Rush 2018; Hjelm et al. 2016). θ is trained on the bound at φ_T, λ on the bound at φ₀: both in
/// one step, no gradient passes through the refinement.
///
/// @param encoder f_λ
/// @param training the refinement in training
/// @param testTime the refinement for new points, θ and λ frozen
public record SemiAmortized(
    Amortized encoder, LocalOptimisation training, LocalOptimisation testTime)
    implements InferenceStrategy {

  @Override
  public PosteriorFamily family() {
    return encoder.family();
  }

  @Override
  public List<ParameterSpec> parameters() {
    return encoder.parameters();
  }

  @Override
  public SDVariable phi(Graph graph, SDVariable x, int latentSize) {
    return family().phi(graph, latentSize);
  }

  @Override
  public Optional<InnerLoop> innerLoop() {
    return Optional.of(new InnerLoop(training, new InnerLoop.Encoded(encoder)));
  }

  /// The bound at φ₀, θ held fixed.
  @Override
  public Optional<SDVariable> ownObjective(
      Graph graph,
      LatentVariableModel model,
      GradientEstimator estimator,
      SDVariable x,
      SDVariable noise,
      int samples) {
    int size = model.latentSize();
    Posterior start = family().posterior(graph, encoder.phi(graph, x, size), size);
    return Optional.of(
        estimator
            .surrogate(graph.withConstantParameters(), model, start, x, noise, samples)
            .trained());
  }

  @Override
  public void infer(
      Session session, Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise) {
    encoder.infer(session, points, phi, noise);
    LocalOptimiser.of(session, family(), testTime).optimise(points, phi, noise, 0);
  }
}
