package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;

/// Gradients of whole objectives with respect to θ, λ and φ by finite differences in double
/// precision.
class ModelGradientTest {
  private static final int DATA = 5;
  private static final int LATENT = 2;
  private static final int BATCH = 3;
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();

  static Stream<Arguments> models() {
    List<LatentVariableModel> models =
        List.of(
            vae(Activation.TANH, new Likelihood.Bernoulli()),
            vae(Activation.TANH, new Likelihood.FixedGaussian(0.7)),
            vae(Activation.ELU, new Likelihood.LearnedGaussian(0.01)),
            new Vae(DATA, LATENT, List.of(), Activation.TANH, new Likelihood.LectureGaussian()),
            new LinearGaussian(DATA, LATENT),
            new LinearGaussian(DATA, LATENT, true),
            vae(Activation.TANH, new Likelihood.Observed(new Likelihood.Bernoulli())),
            vae(Activation.TANH, new Likelihood.Observed(new Likelihood.LearnedGaussian(0.01))),
            vae(Activation.TANH, new Likelihood.DiscretisedLogistic()),
            vae(Activation.ELU, new Likelihood.Observed(new Likelihood.DiscretisedLogistic())));
    List<Objective> objectives =
        List.of(
            new Elbo(Elbo.Form.JOINT),
            new Elbo(Elbo.Form.ENTROPY),
            new Elbo(Elbo.Form.KL),
            new Iwae());
    Stream<Arguments> everyModel =
        models.stream().map(model -> Arguments.of(model, Elbo.standard(), 3));
    Stream<Arguments> everyObjective =
        objectives.stream()
            .flatMap(o -> Stream.of(1, 3).map(k -> Arguments.of(models.getFirst(), o, k)));
    return Stream.concat(everyModel, everyObjective);
  }

  private static Vae vae(Activation activation, Likelihood likelihood) {
    return new Vae(DATA, LATENT, List.of(4), activation, likelihood);
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsOfThetaAndLambda(LatentVariableModel model, Objective objective, int samples) {
    Amortized encoder = new Amortized(FAMILY, DATA, LATENT, List.of(4), Activation.TANH);
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable x = model.data(graph);
    SDVariable phi = encoder.phi(graph, x, LATENT);
    objective(graph, model, objective, phi, samples);
    List<ParameterSpec> specs = new ArrayList<>(model.parameters());
    specs.addAll(encoder.parameters());
    check(samples)
        .withParameters(specs, new SplittableRandom(5))
        .verify(graph, specs.stream().map(ParameterSpec::name).toList());
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientOfPhi(LatentVariableModel model, Objective objective, int samples) {
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable phi = graph.input(PosteriorFamily.PHI, -1, FAMILY.rowSize(LATENT));
    objective(graph, model, objective, phi, samples);
    SplittableRandom random = new SplittableRandom(6);
    check(samples)
        .withParameters(model.parameters(), random)
        .with(PosteriorFamily.PHI, GradientCheck.normal(random, 0.5, BATCH, 2 * LATENT))
        .verify(graph, List.of(PosteriorFamily.PHI));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivation(Activation activation) {
    Vae model = vae(activation, new Likelihood.Bernoulli());
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable phi = graph.input(PosteriorFamily.PHI, -1, FAMILY.rowSize(LATENT));
    objective(graph, model, Elbo.standard(), phi, 1);
    SplittableRandom random = new SplittableRandom(7);
    List<String> names = model.parameters().stream().map(ParameterSpec::name).toList();
    assertThat(names).hasSize(4);
    check(1)
        .withParameters(model.parameters(), random)
        .with(PosteriorFamily.PHI, GradientCheck.normal(random, 0.5, BATCH, 2 * LATENT))
        .verify(graph, names);
  }

  private static void objective(
      Graph graph, LatentVariableModel model, Objective objective, SDVariable phi, int samples) {
    SDVariable bound =
        objective
            .bound(
                graph,
                model,
                FAMILY.posterior(graph, phi, LATENT),
                model.data(graph),
                FAMILY.noise(graph, LATENT),
                samples)
            .trained();
    // Squared, so that the points of the batch pull with different weights.
    graph.objective(bound.mul(bound).mean());
  }

  private static GradientCheck check(int samples) {
    SplittableRandom random = new SplittableRandom(8);
    INDArray x = GradientCheck.normal(random, 1, BATCH, DATA);
    for (long i = 0; i < x.length(); i++) {
      x.putScalar(i, x.getDouble(i) > 0 ? 1 : 0);
    }
    INDArray weight = GradientCheck.normal(random, 1, 1);
    weight.putScalar(0, 0.6);
    return new GradientCheck()
        .with("x", x)
        .with(LatentVariableModel.MASK, GradientCheck.normal(random, 1, BATCH, DATA))
        .with("noise", GradientCheck.normal(random, 1, (long) samples * BATCH, LATENT))
        .with(Objective.KL_WEIGHT, weight);
  }
}
