package org.vaelab.train;

import java.io.Serializable;

/// What a step sums up over data points.
///
/// @param elbo in nats
/// @param points their number
/// @param evaluations gradients of one data point's bound, of φ, λ and θ
/// @param gradient of the bound by θ and λ, all parameters one behind the other
public record StepSums(double elbo, int points, long evaluations, float[] gradient)
    implements Serializable {

  /// The sums over these and other points.
  ///
  /// @return with the gradient in this one's array
  public StepSums plus(StepSums others) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += others.gradient[i];
    }
    return new StepSums(
        elbo + others.elbo, points + others.points, evaluations + others.evaluations, gradient);
  }
}
