package org.vaelab.gradient;

import java.io.Serializable;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.objective.Bound;

/// An estimator of the gradient of a bound with respect to θ, λ and φ.
public interface GradientEstimator extends Serializable {

  /// Of the ELBO: pathwise where the gradient passes through the samples of q, else the score
  /// function.
  static GradientEstimator standard() {
    return new StandardGradient();
  }

  /// What messages and tables call it.
  String label();

  /// What of it is learned, such as a baseline; trained with θ.
  default List<ParameterSpec> parameters() {
    return List.of();
  }

  /// Whether, with the noise held fixed, it is the derivative of the bound itself: then its own
  /// derivative is that of second order.
  default boolean differentiatesBound(Posterior posterior) {
    return false;
  }

  /// Writes the bound and its surrogate into the graph.
  ///
  /// @param posterior q(z; φ) of the B data points
  /// @param x `[B, D]`
  /// @param noise standard normal `[K*B, E]`, K outermost
  /// @param samples K
  /// @return the bound, and as [Bound#trained] what is differentiated
  Bound surrogate(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      SDVariable x,
      SDVariable noise,
      int samples);
}
