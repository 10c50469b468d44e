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
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.optimisation.Momentum;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Semi-amortized inference: φ₀ = f_λ(x), refined by T steps of SVI to φ_T (Kim, Wiseman, Miller,
/// Sontag and Rush 2018; Hjelm et al. 2016). θ is trained on the bound at φ_T, λ in one of three
/// ways.
///
/// @param encoder f_λ
/// @param training the refinement in training
/// @param testTime the refinement for new points, θ and λ frozen
/// @param encoderTraining what λ is trained on
public record SemiAmortized(
    Amortized encoder,
    LocalOptimisation training,
    LocalOptimisation testTime,
    EncoderTraining encoderTraining)
    implements InferenceStrategy {

  /// @throws IllegalArgumentException if λ is to be trained through steps without momentum
  public SemiAmortized {
    if (throughSteps(encoderTraining) && !(training.optimiser() instanceof Momentum)) {
      throw new IllegalArgumentException(
          "An encoder that learns through the steps needs a refinement by gradient ascent with momentum, not %s; give it the optimiser Momentum."
              .formatted(training.optimiser()));
    }
  }

  /// λ is trained on the bound at φ₀.
  public SemiAmortized(Amortized encoder, LocalOptimisation training, LocalOptimisation testTime) {
    this(encoder, training, testTime, EncoderTraining.BOUND);
  }

  private static boolean throughSteps(EncoderTraining training) {
    return training == EncoderTraining.THROUGH_STEPS;
  }

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
    return Optional.of(
        new InnerLoop(training, new InnerLoop.Encoded(encoder, throughSteps(encoderTraining))));
  }

  /// θ learns at φ_T, not here; so do the family's parameters, but for what the bound at φ₀ says.
  @Override
  public Optional<SDVariable> ownObjective(
      Graph graph,
      LatentVariableModel model,
      GradientEstimator estimator,
      SDVariable x,
      SDVariable noise,
      int samples) {
    int size = model.latentSize();
    Graph fixed = graph.withConstantParameters();
    SDVariable first = encoder.phi(graph, x, size);
    Posterior refined = family().posterior(fixed, family().phi(graph, size), size);
    return Optional.of(
        switch (encoderTraining) {
          case BOUND -> {
            Posterior start = family().posterior(graph, first, size);
            yield estimator.surrogate(fixed, model, start, x, noise, samples).trained();
          }
          case REFINED -> {
            Posterior start = family().posterior(fixed, first, size);
            yield refined
                .expectedLogProb(start)
                .orElseGet(() -> sampled(refined, start, noise, samples));
          }
          case THROUGH_STEPS -> {
            requireDerivatives(estimator, refined);
            int width = family().rowSize(size);
            SDVariable adjoint = graph.input(ThroughSteps.ADJOINT, -1, width);
            yield SafeOps.sum(adjoint.mul(first), 1, width);
          }
        });
  }

  /// E_q[log q(z; φ₀)] for q at φ_T: KL(q ‖ q₀) but for q's entropy.
  private static SDVariable sampled(
      Posterior refined, Posterior start, SDVariable noise, int samples) {
    SDVariable z = SafeOps.stopGradient(refined.sample(noise, samples));
    return SafeOps.mean(start.logProb(z, samples), 0, samples);
  }

  private static void requireDerivatives(GradientEstimator estimator, Posterior posterior) {
    if (!estimator.differentiatesBound(posterior)) {
      throw new IllegalArgumentException(
          "Through the steps the %s estimator has no gradient, as what it ascends by is no derivative of the bound; use the pathwise one, or train the encoder on the bound or on the refined q."
              .formatted(estimator.label()));
    }
  }

  /// Each step on θ follows T on φ. Beside it, the bound at φ₀ takes one more; the way through the
  /// steps one at φ_T and two for the second derivatives of each step.
  @Override
  public int gradientEvaluations(int innerSteps) {
    int ofEncoder =
        switch (encoderTraining) {
          case BOUND -> 1;
          case REFINED -> 0;
          case THROUGH_STEPS -> 1 + 2 * innerSteps;
        };
    return innerSteps + 1 + ofEncoder;
  }

  @Override
  public void infer(
      Session session, Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise) {
    encoder.infer(session, points, phi, noise);
    LocalOptimiser.of(session, family(), testTime).optimise(points, phi, noise, 0);
  }
}
