package org.vaelab.distribution;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// p(z; θ), the distribution of a latent variable before any data point is seen.
public interface Prior extends Serializable {

  /// What messages and tables call it.
  String label();

  /// Z, the size of z.
  int size();

  /// What of it is learned, part of θ.
  default List<ParameterSpec> parameters() {
    return List.of();
  }

  /// The values that z can take, where they are finitely many.
  default Optional<Support> support() {
    return Optional.empty();
  }

  /// @param method what moves z by small steps
  /// @throws IllegalArgumentException if z takes finitely many values
  default void requireContinuous(String method) {
    if (support().isPresent()) {
      throw new IllegalArgumentException(
          "%s needs a continuous z, but the prior (%s) has finitely many values; use Enumeration or ImportanceSampling."
              .formatted(method, label()));
    }
  }

  /// log p(z; θ).
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logProb(Graph graph, SDVariable z, int samples);

  /// How many standard normal numbers a sample is made from.
  default int noiseSize() {
    return size();
  }

  /// Samples z ~ p(z; θ).
  ///
  /// @param noise standard normal `[N, noiseSize]`
  /// @return `[N, Z]`
  SDVariable sample(Graph graph, SDVariable noise);

  /// KL(q ‖ p) in nats, `[B]`, if this prior knows it in closed form; q is asked first
  /// ([Posterior#kl]).
  default Optional<SDVariable> klFrom(Graph graph, Posterior posterior) {
    return Optional.empty();
  }
}
