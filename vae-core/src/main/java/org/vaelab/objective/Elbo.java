package org.vaelab.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.Prior;
import org.vaelab.graph.Graph;
import org.vaelab.graph.SafeOps;
import org.vaelab.model.LatentVariableModel;

/// The evidence lower bound, averaged over K samples: log p(x) = ELBO + KL(q ‖ p(z given x)).
///
/// @param form how the expectation is split into sampled and closed-form parts
public record Elbo(Form form) implements Objective {

  /// Three forms, equal in expectation (CS236, lecture on the ELBO; Hoffman and Johnson 2016), and
  /// the choice among them.
  public enum Form {
    /// E_q[log p(x, z) − log q(z)]: every term sampled. Its variance is zero at the exact
    /// posterior.
    JOINT,
    /// E_q[log p(x, z)] + H(q), the entropy in closed form.
    ENTROPY,
    /// E_q[log p(x given z)] − KL(q ‖ p(z)), the divergence in closed form. Usually the least
    /// noisy.
    KL,
    /// The last of these for which q and the prior have the closed form.
    ANALYTIC
  }

  /// A part of the bound.
  ///
  /// @param value `[K, B]` if it is sampled, else `[B]`
  private record Term(SDVariable value, boolean sampled) {
    SDVariable mean(int samples) {
      return sampled ? SafeOps.mean(value, 0, samples) : value;
    }
  }

  /// As much in closed form as q and the prior have.
  public static Elbo standard() {
    return new Elbo(Form.ANALYTIC);
  }

  /// @throws IllegalArgumentException if the form asked for needs a closed form that is not there
  @Override
  public Bound of(
      Graph graph,
      LatentVariableModel model,
      Posterior posterior,
      JointSample sample,
      int samples) {
    SDVariable reconstruction = SafeOps.mean(sample.logLikelihood(), 0, samples);
    SDVariable divergence = divergence(graph, model.prior(), posterior, sample).mean(samples);
    SDVariable weight = graph.input(KL_WEIGHT, 1);
    return new Bound(reconstruction.sub(divergence), reconstruction.sub(divergence.mul(weight)));
  }

  /// The ELBO's estimate from each sample alone, `[K, B]`.
  public SDVariable ofEachSample(
      Graph graph, LatentVariableModel model, Posterior posterior, JointSample sample) {
    return sample.logLikelihood().sub(divergence(graph, model.prior(), posterior, sample).value());
  }

  /// What is subtracted from log p(x given z), with expectation KL(q ‖ p(z)).
  private Term divergence(Graph graph, Prior prior, Posterior posterior, JointSample sample) {
    return switch (form) {
      case JOINT -> sampled(sample);
      case ENTROPY ->
          withEntropy(posterior, sample).orElseThrow(() -> refusal("an entropy", prior, posterior));
      case KL ->
          closed(graph, prior, posterior)
              .orElseThrow(() -> refusal("a divergence from the prior", prior, posterior));
      case ANALYTIC ->
          closed(graph, prior, posterior)
              .or(() -> withEntropy(posterior, sample))
              .orElseGet(() -> sampled(sample));
    };
  }

  private static Term sampled(JointSample sample) {
    return new Term(sample.logPosterior().sub(sample.logPrior()), true);
  }

  private static Optional<Term> withEntropy(Posterior posterior, JointSample sample) {
    return posterior.entropy().map(h -> new Term(sample.logPrior().add(h).neg(), true));
  }

  private static Optional<Term> closed(Graph graph, Prior prior, Posterior posterior) {
    return posterior.kl(graph, prior).map(kl -> new Term(kl, false));
  }

  private IllegalArgumentException refusal(String what, Prior prior, Posterior posterior) {
    return new IllegalArgumentException(
        "The ELBO's form %s needs %s in closed form, which %s with the prior %s does not have; use Form.JOINT or Form.ANALYTIC."
            .formatted(form, what, posterior.getClass().getSimpleName(), prior.label()));
  }
}
