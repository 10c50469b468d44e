package org.vaelab.model;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.LayeredPrior;
import org.vaelab.distribution.MixtureFamily;
import org.vaelab.distribution.MixturePrior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.RealNvpFamily;
import org.vaelab.distribution.RealNvpPrior;
import org.vaelab.distribution.StandardNormal;
import org.vaelab.distribution.VampPrior;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.Graph;
import org.vaelab.inference.Computation;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;

/// Models whose graphs are run by plan and by SameDiff.
public final class PlanModels {
  public static final int DATA = 37;
  public static final int LATENT = 6;

  private PlanModels() {}

  public static Vae vae(Activation activation, Likelihood likelihood) {
    return new Vae(DATA, LATENT, List.of(19, 23), activation, likelihood);
  }

  /// The usual one.
  public static Vae vae() {
    return vae(Activation.TANH, new Likelihood.Bernoulli());
  }

  /// One of every kind.
  public static List<LatentVariableModel> models() {
    return List.of(
        vae(),
        vae(Activation.TANH, new Likelihood.FixedGaussian(0.7)),
        vae(Activation.ELU, new Likelihood.LearnedGaussian(0.01)),
        new Vae(DATA, LATENT, List.of(), Activation.TANH, new Likelihood.LectureGaussian()),
        new LinearGaussian(DATA, LATENT),
        new LinearGaussian(DATA, LATENT, true),
        new Vae(
            DATA,
            new RealNvpPrior(LATENT, 2, List.of(5)),
            new Mlp("decoder", LATENT, List.of(11), DATA, Activation.TANH),
            new Likelihood.Bernoulli()),
        vae(Activation.TANH, new Likelihood.Observed(new Likelihood.Bernoulli())),
        vae(Activation.TANH, new Likelihood.Observed(new Likelihood.LearnedGaussian(0.01))),
        vae(Activation.TANH, new Likelihood.DiscretisedLogistic()),
        vae(Activation.ELU, new Likelihood.Observed(new Likelihood.DiscretisedLogistic())),
        withPrior(new MixturePrior(LATENT, 5)),
        withPrior(VampPrior.of(mlp("codes", DATA, 2 * LATENT), 5)),
        withPrior(new LayeredPrior(new StandardNormal(2), mlp("between", 2, 2 * (LATENT - 2)))));
  }

  private static Vae withPrior(Prior prior) {
    return new Vae(DATA, prior, mlp("decoder", LATENT, DATA), new Likelihood.Bernoulli());
  }

  private static Mlp mlp(String name, int in, int out) {
    return new Mlp(name, in, List.of(19), out, Activation.TANH);
  }

  public static List<PosteriorFamily> families() {
    return List.of(
        new DiagonalGaussianFamily(),
        new FullCovarianceFamily(),
        new MixtureFamily(3),
        new RealNvpFamily(2, 4));
  }

  /// Holds a computation's outputs and gradients by plan against those by SameDiff.
  ///
  /// @param samples K
  public static void agree(
      Computation computation, LatentVariableModel model, int samples, int... batchSizes) {
    List<String> outputs = List.copyOf(graph(computation, model, DataType.FLOAT).outputNames());
    new Agreement(type -> graph(computation, model, type), outputs, computation.gradients())
        .verify(samples, batchSizes);
  }

  private static Graph graph(Computation computation, LatentVariableModel model, DataType type) {
    Graph graph = new Graph(type);
    computation.write(graph, model);
    return graph;
  }
}
