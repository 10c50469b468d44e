package org.vaelab.experiment.elbo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.evidence.exact.GridPosterior;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Session;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.progress.Interrupts;

/// log p(x) = ELBO(q) + KL(q ‖ p(z given x)) for any q: each of the three numbers by a sum or an
/// integral of its own.
final class Identity {
  private static final DiagonalGaussianFamily GAUSSIANS = new DiagonalGaussianFamily();
  private static final int BITS = 4;
  private static final int PIXELS = 6;

  private Identity() {}

  /// @param q what it is
  /// @param sum ELBO + KL − log p(x), which is 0
  record Row(String model, String q, double logEvidence, double elbo, double kl) {
    double sum() {
      return elbo + kl - logEvidence;
    }
  }

  /// Random q of a sigmoid belief network of four bits, and its exact posterior, by enumeration.
  static List<Row> discrete(GraphExecutor executor, int posteriors, RandomGenerator random) {
    Vae model =
        new Vae(
            PIXELS,
            new BernoulliPrior(BITS),
            new Mlp("decoder", BITS, List.of(), PIXELS, Activation.TANH),
            new Likelihood.Bernoulli());
    List<Row> rows = new ArrayList<>();
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0", normals(random, BITS * PIXELS, 2),
                    "decoder.b0", normals(random, PIXELS, 1),
                    "prior.logits", normals(random, BITS, 1)));
        Enumeration enumeration = new Enumeration(executor, model, theta)) {
      DiscretePosterior posterior = enumeration.posterior(bits(random, PIXELS));
      for (int i = 0; i < posteriors; i++) {
        rows.add(row("random", posterior, DiscreteProposal.bits(normals(random, BITS, 2))));
      }
      rows.add(row("p(z | x)", posterior, DiscreteProposal.exact(posterior)));
    }
    return rows;
  }

  private static Row row(String name, DiscretePosterior posterior, DiscreteProposal q) {
    double[] probabilities = new double[posterior.size()];
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = q.probability(c);
    }
    return new Row(
        "four bits",
        name,
        posterior.logEvidence(),
        q.elbo(posterior),
        posterior.divergence(probabilities));
  }

  /// Random Gaussian q of a model with one continuous z, by quadrature.
  ///
  /// @param exact (μ, log σ) of the posterior where it is Gaussian, else empty
  static List<Row> continuous(
      String name,
      Session session,
      float[] x,
      float[] exact,
      int posteriors,
      RandomGenerator random) {
    List<Row> rows = new ArrayList<>();
    try (Quadrature quadrature = new Quadrature(session, Quadrature.STANDARD_TOLERANCE)) {
      GridPosterior posterior = quadrature.posterior(x);
      for (int i = 0; i < posteriors; i++) {
        Interrupts.check();
        float[] phi = {(float) random.nextGaussian(), (float) (1.5 * random.nextDouble() - 1)};
        rows.add(row(name, "random", quadrature, posterior, x, phi));
      }
      if (exact.length > 0) {
        rows.add(row(name, "p(z | x)", quadrature, posterior, x, exact));
      }
    }
    return rows;
  }

  private static Row row(
      String model,
      String q,
      Quadrature quadrature,
      GridPosterior posterior,
      float[] x,
      float[] phi) {
    return new Row(
        model,
        q,
        posterior.logEvidence().value(),
        quadrature.elbo(x, GAUSSIANS, phi).value(),
        quadrature.divergence(x, GAUSSIANS, phi, posterior).value());
  }

  /// A VAE with one z, a hidden layer and bits for x, whose posterior is not Gaussian.
  static List<Row> nonlinear(GraphExecutor executor, int posteriors, RandomGenerator random) {
    int hidden = 5;
    LatentVariableModel model =
        new Vae(PIXELS, 1, List.of(hidden), Activation.TANH, new Likelihood.Bernoulli());
    try (Parameters theta =
            Parameters.of(
                model.parameters(),
                Map.of(
                    "decoder.W0", normals(random, hidden, 2),
                    "decoder.b0", normals(random, hidden, 1),
                    "decoder.W1", normals(random, hidden * PIXELS, 2),
                    "decoder.b1", normals(random, PIXELS, 1)));
        Session session = new Session(executor, model, theta)) {
      return continuous(
          "VAE, z of one dimension",
          session,
          bits(random, PIXELS),
          new float[0],
          posteriors,
          random);
    }
  }

  private static float[] normals(RandomGenerator random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static float[] bits(RandomGenerator random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextBoolean() ? 1 : 0;
    }
    return values;
  }
}
