package org.vaelab.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.DiagonalGaussian;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;

/// A generative model with a continuous latent z and the prior p(z), which is N(0, I) unless the
/// model says otherwise.
public interface LatentVariableModel {

  /// D, the size of x.
  int dataSize();

  /// Z, the size of z.
  int latentSize();

  /// θ.
  List<ParameterSpec> parameters();

  /// log p(x given z; θ).
  ///
  /// @param x `[B, D]`, never tiled: it is broadcast over the K samples
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples);

  /// E[x given z; θ].
  ///
  /// @param z `[N, Z]`
  /// @return `[N, D]`
  SDVariable mean(Graph graph, SDVariable z);

  /// log p(z). What takes p(z) to be N(0, I) beyond this refuses a model that overrides it
  /// ([#requireStandardPrior]).
  ///
  /// @param z `[K*B, Z]`, K outermost
  /// @return `[K, B]`, in nats
  default SDVariable logPrior(SDVariable z, int samples) {
    return DiagonalGaussian.standardNormalLogProb(z, samples, latentSize());
  }

  /// Refuses a model whose prior is not N(0, I). Any [#logPrior] of a model's own counts as another
  /// prior: a model cannot forget to say so.
  ///
  /// @param user what assumes the standard prior, as the subject of a sentence
  /// @throws IllegalArgumentException if the model overrides [#logPrior]
  default void requireStandardPrior(String user) {
    Class<?> owner;
    try {
      owner = getClass().getMethod("logPrior", SDVariable.class, int.class).getDeclaringClass();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    if (owner != LatentVariableModel.class) {
      throw new IllegalArgumentException(
          "%s takes the prior to be N(0, I), but the model %s has a prior of its own (%s.logPrior); use what reads logPrior alone: Elbo with Form.JOINT or Form.ENTROPY, Iwae or annealed importance sampling."
              .formatted(user, getClass().getSimpleName(), owner.getSimpleName()));
    }
  }

  /// The data points as a graph input `x` `[B, D]`.
  default SDVariable data(Graph graph) {
    return graph.input("x", -1, dataSize());
  }

  /// Standard normal noise as a graph input `noise` `[K*B, Z]`.
  default SDVariable noise(Graph graph) {
    return graph.input("noise", -1, latentSize());
  }
}
