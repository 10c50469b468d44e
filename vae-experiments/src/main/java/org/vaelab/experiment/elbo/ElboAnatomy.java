package org.vaelab.experiment.elbo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.vaelab.evidence.exact.DiscretePosterior;
import org.vaelab.evidence.exact.DiscreteProposal;
import org.vaelab.evidence.exact.Enumeration;
import org.vaelab.experiment.Experiment;
import org.vaelab.experiment.RunDirectory;
import org.vaelab.experiment.RunFiles;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.Session;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The ELBO taken apart on models whose log p(x) is known: Jensen's inequality; log p(x) as the sum
/// of ELBO and KL for any q; the variances of the bound's three forms; its surface over (θ, φ), and
/// EM, which climbs it one coordinate at a time (CS236, lectures on latent variable models and the
/// ELBO; Neal and Hinton 1998).
public final class ElboAnatomy implements Experiment<ElboConfig, ElboResult> {
  /// How many q lie on the way from the prior to the posterior.
  static final int WAY = 11;

  @Override
  public String name() {
    return "elbo";
  }

  @Override
  public String description() {
    return "Takes the ELBO apart on models whose log p(x) is known: Jensen, the gap, three forms, EM on its surface.";
  }

  @Override
  public Class<ElboConfig> settings() {
    return ElboConfig.class;
  }

  @Override
  public ElboResult measure(
      ElboConfig config,
      RunDirectory directory,
      Optional<Path> dataDirectory,
      GraphExecutor executor) {
    RunFiles.begin(directory, config, executor);
    NoiseSource<Purpose.Sampling> draws = NoiseSource.of(config.seed(), Purpose.SAMPLING);
    TwoClusters model = new TwoClusters(config.x());
    List<Identity.Row> identities = new ArrayList<>();
    identities.addAll(twoClusters(executor, config, draws.at(0)));
    identities.addAll(Identity.discrete(executor, config.posteriors(), draws.at(1)));
    double logEvidence;
    float[] posterior;
    try (Parameters theta = Forms.theta();
        Session session = new Session(executor, Forms.model(), theta)) {
      logEvidence = Forms.logEvidence(theta);
      posterior = Forms.posterior(theta);
      identities.addAll(
          Identity.continuous(
              "linear Gaussian, z of one dimension",
              session,
              Forms.X,
              posterior,
              config.posteriors(),
              draws.at(2)));
    }
    identities.addAll(Identity.nonlinear(executor, config.posteriors(), draws.at(3)));
    return new ElboResult(
        config,
        model,
        identities,
        Forms.measure(executor, WAY, config.samples(), config.seed()),
        logEvidence,
        posterior,
        model.expectationMaximisation(config.start(), config.steps()));
  }

  /// The closed forms of the model of two clusters against the sum over its graph: every row's ELBO
  /// and log p(x) are those of the graph, its KL is the closed form.
  private static List<Identity.Row> twoClusters(
      GraphExecutor executor, ElboConfig config, RandomGenerator random) {
    TwoClusters model = new TwoClusters((float) config.x());
    float theta = (float) config.start();
    List<Identity.Row> rows = new ArrayList<>();
    try (Parameters parameters = TwoClusters.parameters(theta);
        Enumeration enumeration = new Enumeration(executor, TwoClusters.graph(), parameters)) {
      DiscretePosterior posterior = enumeration.posterior(new float[] {(float) config.x()});
      for (int i = 0; i <= config.posteriors(); i++) {
        boolean exact = i == config.posteriors();
        float logit = exact ? (float) (2 * theta * model.x()) : (float) (2 * random.nextGaussian());
        double phi = 1 / (1 + Math.exp(-logit));
        rows.add(
            new Identity.Row(
                "two clusters",
                exact ? "p(z | x)" : "random",
                posterior.logEvidence(),
                DiscreteProposal.bits(new float[] {logit}).elbo(posterior),
                model.divergence(theta, phi)));
      }
    }
    return rows;
  }
}
