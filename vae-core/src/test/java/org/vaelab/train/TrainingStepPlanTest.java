package org.vaelab.train;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.distribution.BernoulliFamily;
import org.vaelab.distribution.BernoulliPrior;
import org.vaelab.distribution.CategoricalFamily;
import org.vaelab.distribution.CategoricalPrior;
import org.vaelab.distribution.IafFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.distribution.Prior;
import org.vaelab.distribution.SharedRealNvpFamily;
import org.vaelab.gradient.DoublyReparameterised;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.GumbelSoftmax;
import org.vaelab.gradient.Pathwise;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.StickingTheLanding;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.SemiAmortized;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.Likelihood;
import org.vaelab.model.PlanModels;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.network.Mlp;
import org.vaelab.objective.Bound;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.FreeBits;
import org.vaelab.objective.Iwae;
import org.vaelab.optimisation.LearningRate;

/// The graph of a step of training, by plan and by SameDiff.
class TrainingStepPlanTest {
  private static final Amortized ENCODER = encoder(Activation.TANH);

  private static Amortized encoder(Activation activation) {
    return new Amortized(
        PlanModels.families().getFirst(),
        PlanModels.DATA,
        PlanModels.LATENT,
        List.of(19, 23),
        activation);
  }

  static Stream<Arguments> cases() {
    Stream<GradientEstimator> estimators =
        Stream.concat(
            Stream.of(Elbo.Form.values()).map(form -> new Pathwise(new Elbo(form))),
            Stream.of(
                new Pathwise(new Iwae()),
                new Pathwise(new FreeBits(0.2)),
                new StickingTheLanding(),
                new DoublyReparameterised(),
                new ScoreFunction(ScoreFunction.Simple.NONE),
                new ScoreFunction(),
                learnedBaseline(),
                new Vimco()));
    return Stream.concat(
        PlanModels.models().stream().map(model -> Arguments.of(model, Pathwise.standard())),
        estimators.map(estimator -> Arguments.of(PlanModels.vae(), estimator)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void amortized(LatentVariableModel model, GradientEstimator estimator) {
    agree(model, ENCODER, estimator);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void semiAmortized(LatentVariableModel model, GradientEstimator estimator) {
    LocalOptimisation refinement = LocalOptimisation.ofSteps(1, 1, new LearningRate.Constant(0.1));
    agree(model, new SemiAmortized(ENCODER, refinement, refinement), estimator);
  }

  private static ScoreFunction learnedBaseline() {
    return new ScoreFunction(new ScoreFunction.Learned(PlanModels.DATA, List.of(5)));
  }

  static Stream<Arguments> discrete() {
    List<GradientEstimator> estimators =
        List.of(new ScoreFunction(), learnedBaseline(), new Vimco(), new GumbelSoftmax(0.7));
    return estimators.stream()
        .flatMap(
            estimator ->
                Stream.of(
                    Arguments.of(
                        new BernoulliPrior(PlanModels.LATENT), new BernoulliFamily(), estimator),
                    Arguments.of(
                        new CategoricalPrior(PlanModels.LATENT / 3, 3),
                        new CategoricalFamily(3),
                        estimator)));
  }

  @ParameterizedTest
  @MethodSource
  void discrete(Prior prior, PosteriorFamily family, GradientEstimator estimator) {
    Mlp decoder = new Mlp("decoder", prior.size(), List.of(19), PlanModels.DATA, Activation.TANH);
    agree(
        new Vae(PlanModels.DATA, prior, decoder, new Likelihood.Bernoulli()),
        new Amortized(family, PlanModels.DATA, prior.size(), List.of(19), Activation.TANH),
        estimator);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivation(Activation activation) {
    agree(
        PlanModels.vae(activation, new Likelihood.Bernoulli()),
        encoder(activation),
        Pathwise.standard());
  }

  static Stream<PosteriorFamily> sharedFlows() {
    return Stream.of(new SharedRealNvpFamily(2, List.of(7), 3), new IafFamily(2, List.of(9), 3));
  }

  @ParameterizedTest
  @MethodSource("sharedFlows")
  void familiesWithParametersThatAllPointsShare(PosteriorFamily family) {
    agree(
        PlanModels.vae(),
        new Amortized(family, PlanModels.DATA, PlanModels.LATENT, List.of(19), Activation.TANH),
        Pathwise.standard());
  }

  private static void agree(
      LatentVariableModel model, InferenceStrategy strategy, GradientEstimator estimator) {
    for (int samples : new int[] {1, 3}) {
      Target target = new Target.OfBound(model, strategy, estimator, samples);
      new Agreement(
              type -> {
                Graph graph = new Graph(type);
                Bound bound = target.write(graph);
                graph.output("bound", bound.value());
                graph.objective(bound.trained().mean());
                return graph;
              },
              List.of("bound"),
              target.parameters().stream().map(ParameterSpec::name).toList())
          .verify(samples, 20, 7, 20);
    }
  }
}
