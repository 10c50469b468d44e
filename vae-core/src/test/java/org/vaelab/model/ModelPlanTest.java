package org.vaelab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.FullCovarianceFamily;
import org.vaelab.distribution.Posterior;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.network.Activation;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.JointSample;
import org.vaelab.objective.Objective;

/// Every graph of the project, by plan and by SameDiff.
class ModelPlanTest {
  private static final int DATA = 37;
  private static final int LATENT = 6;
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
            vae(Activation.TANH, new Likelihood.Observed(new Likelihood.LearnedGaussian(0.01))));
    List<Objective> objectives =
        List.of(
            new Elbo(Elbo.Form.JOINT),
            new Elbo(Elbo.Form.ENTROPY),
            new Elbo(Elbo.Form.KL),
            new Iwae());
    Stream<Arguments> everyModel =
        models.stream().flatMap(m -> Stream.of(1, 3).map(k -> Arguments.of(m, Elbo.standard(), k)));
    Stream<Arguments> everyObjective =
        objectives.stream()
            .flatMap(o -> Stream.of(1, 3).map(k -> Arguments.of(models.getFirst(), o, k)));
    return Stream.concat(everyModel, everyObjective);
  }

  private static Vae vae(Activation activation, Likelihood likelihood) {
    return new Vae(DATA, LATENT, List.of(19, 23), activation, likelihood);
  }

  @ParameterizedTest
  @MethodSource("models")
  void trainingStep(LatentVariableModel model, Objective objective, int samples) {
    agreeOnTrainingStep(model, objective, samples, Activation.TANH);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void trainingStepOfEveryActivation(Activation activation) {
    agreeOnTrainingStep(
        vae(activation, new Likelihood.Bernoulli()), Elbo.standard(), 1, activation);
  }

  private static void agreeOnTrainingStep(
      LatentVariableModel model, Objective objective, int samples, Activation activation) {
    Amortized encoder = new Amortized(FAMILY, DATA, LATENT, List.of(19, 23), activation);
    List<ParameterSpec> specs = new ArrayList<>(model.parameters());
    specs.addAll(encoder.parameters());
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable phi = encoder.phi(graph, model.data(graph), LATENT);
              Bound bound = bound(graph, model, objective, FAMILY, phi, samples);
              graph.objective(bound.trained().mean());
              return graph;
            },
            List.of("bound"),
            specs.stream().map(ParameterSpec::name).toList())
        .verify(samples, 20, 7, 20);
  }

  static Stream<PosteriorFamily> families() {
    return Stream.of(FAMILY, new FullCovarianceFamily());
  }

  @ParameterizedTest
  @MethodSource("models")
  void localInference(LatentVariableModel model, Objective objective, int samples) {
    agreeOnLocalInference(model, objective, samples, FAMILY);
  }

  @ParameterizedTest
  @MethodSource("families")
  void localInferenceInEveryFamily(PosteriorFamily family) {
    agreeOnLocalInference(
        vae(Activation.TANH, new Likelihood.Bernoulli()), Elbo.standard(), 3, family);
  }

  private static void agreeOnLocalInference(
      LatentVariableModel model, Objective objective, int samples, PosteriorFamily family) {
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable phi = graph.input(PosteriorFamily.PHI, -1, family.rowSize(LATENT));
              Bound bound = bound(graph, model, objective, family, phi, samples);
              graph.objective(bound.trained().sum());
              return graph;
            },
            List.of("bound"),
            List.of(PosteriorFamily.PHI))
        .verify(samples, 20, 7);
  }

  @ParameterizedTest
  @MethodSource("models")
  void logWeights(LatentVariableModel model, Objective objective, int samples) {
    agreeOnLogWeights(model, samples, FAMILY);
  }

  @ParameterizedTest
  @MethodSource("families")
  void logWeightsInEveryFamily(PosteriorFamily family) {
    agreeOnLogWeights(vae(Activation.TANH, new Likelihood.Bernoulli()), 3, family);
  }

  private static void agreeOnLogWeights(
      LatentVariableModel model, int samples, PosteriorFamily family) {
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable x = model.data(graph);
              Posterior posterior = family.posterior(graph, family.phi(graph, LATENT), LATENT);
              JointSample sample =
                  JointSample.of(graph, model, posterior, x, family.noise(graph, LATENT), samples);
              graph.output("logWeight", sample.logWeight());
              graph.output("elbo", Elbo.standard().ofEachSample(graph, model, posterior, sample));
              return graph;
            },
            List.of("logWeight", "elbo"),
            List.of())
        .verify(samples, 40, 7);
  }

  @ParameterizedTest
  @MethodSource("families")
  void annealedDensity(PosteriorFamily family) {
    LatentVariableModel model = vae(Activation.TANH, new Likelihood.Bernoulli());
    int chains = 3;
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable z = graph.input("noise", -1, LATENT);
              SDVariable temperature = graph.input("beta", 1);
              SDVariable logBase =
                  family.posterior(graph, family.phi(graph, LATENT), LATENT).logProb(z, chains);
              SDVariable logJoint = model.logJoint(graph, model.data(graph), z, chains);
              graph.output("logBase", logBase);
              graph.output("logJoint", logJoint);
              graph.objective(logBase.add(logJoint.sub(logBase).mul(temperature)).sum());
              return graph;
            },
            List.of("logBase", "logJoint"),
            List.of("noise"))
        .verify(chains, 20, 7);
  }

  private static Bound bound(
      Graph graph,
      LatentVariableModel model,
      Objective objective,
      PosteriorFamily family,
      SDVariable phi,
      int samples) {
    Bound bound =
        objective.bound(
            graph,
            model,
            family.posterior(graph, phi, LATENT),
            model.data(graph),
            family.noise(graph, LATENT),
            samples);
    graph.output("bound", bound.value());
    return bound;
  }
}
