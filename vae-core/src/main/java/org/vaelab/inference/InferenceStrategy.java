package org.vaelab.inference;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.data.Points;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// How φ is found for a data point, while the model is trained and afterwards.
public interface InferenceStrategy extends Serializable {

  PosteriorFamily family();

  /// Global parameters of inference, λ, but for those of the family; none where φ is local.
  List<ParameterSpec> parameters();

  /// φ of a batch in the graph of a step on θ: f_λ(x), or [PosteriorFamily#phi], the input that an
  /// inner loop has optimised.
  ///
  /// @param x `[B, D]`
  /// @return `[B, P]`
  SDVariable phi(Graph graph, SDVariable x, int latentSize);

  /// The optimisation of local φ that precedes each step on θ; none where φ = f_λ(x).
  default Optional<InnerLoop> innerLoop() {
    return Optional.empty();
  }

  /// What λ is trained on, `[B]`, where the bound at [#phi] does not depend on it: an encoder's φ₀
  /// beside the φ that it was refined to. Its derivative is λ's gradient; its value is of no
  /// account.
  ///
  /// @param estimator of the gradient of the bound
  /// @param x `[B, D]`
  /// @param noise `[K*B, E]`
  /// @param samples K
  default Optional<SDVariable> ownObjective(
      Graph graph,
      LatentVariableModel model,
      GradientEstimator estimator,
      SDVariable x,
      SDVariable noise,
      int samples) {
    return Optional.empty();
  }

  /// How many gradients of one data point's bound a step of training takes, all told.
  ///
  /// @param innerSteps that the inner loop took
  default int gradientEvaluations(int innerSteps) {
    return innerSteps + 1;
  }

  /// Inference for new data points with θ and λ frozen: runs [#phi], where φ = f_λ(x).
  ///
  /// @param points B of them
  /// @param phi of the B points; overwritten
  default void infer(
      Session session, Points points, PhiTable phi, NoiseSource<Purpose.LocalOptimisation> noise) {
    session.feed(points);
    new InnerLoop.Encoded(this, false).encode(session, phi);
  }

  /// θ and λ: all that is trained of a model with this strategy. What model and inference share, as
  /// a prior made of the encoder's posteriors does, is there once.
  ///
  /// @throws IllegalArgumentException if two of them have one name and not one shape
  default List<ParameterSpec> parametersWith(LatentVariableModel model) {
    Map<String, ParameterSpec> all = new LinkedHashMap<>();
    Stream.of(model.parameters(), parameters(), family().parameters(model.latentSize()))
        .flatMap(List::stream)
        .forEach(spec -> all.merge(spec.name(), spec, InferenceStrategy::same));
    return List.copyOf(all.values());
  }

  private static ParameterSpec same(ParameterSpec known, ParameterSpec other) {
    if (!Arrays.equals(known.shape(), other.shape())) {
      throw new IllegalArgumentException(
          "Two parameters are called '%s', of shapes %s and %s; give the networks different names."
              .formatted(
                  known.name(), Arrays.toString(known.shape()), Arrays.toString(other.shape())));
    }
    return known;
  }
}
