package org.vaelab.inference;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.gradient.DoublyReparameterised;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Pathwise;
import org.vaelab.gradient.ScoreFunction;
import org.vaelab.gradient.StickingTheLanding;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.model.LatentVariableModel;
import org.vaelab.model.PlanModels;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;

class InferencePlanTest {
  private static final PosteriorFamily FAMILY = PlanModels.families().getFirst();

  static Stream<Arguments> cases() {
    Stream<GradientEstimator> estimators =
        Stream.concat(
            Stream.of(Elbo.Form.values()).map(form -> new Pathwise(new Elbo(form))),
            Stream.of(
                new Pathwise(new Iwae()),
                new StickingTheLanding(),
                new DoublyReparameterised(),
                new ScoreFunction(),
                new Vimco()));
    return Stream.of(
            PlanModels.models().stream()
                .map(model -> Arguments.of(model, FAMILY, GradientEstimator.standard())),
            PlanModels.families().stream()
                .map(
                    family -> Arguments.of(PlanModels.vae(), family, GradientEstimator.standard())),
            estimators.map(estimator -> Arguments.of(PlanModels.vae(), FAMILY, estimator)))
        .flatMap(some -> some);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void localOptimisation(
      LatentVariableModel model, PosteriorFamily family, GradientEstimator estimator) {
    for (int samples : new int[] {1, 3}) {
      PlanModels.agree(new BoundGradient(family, estimator, samples), model, samples, 20, 7);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivativesThroughSteps(
      LatentVariableModel model, PosteriorFamily family, GradientEstimator estimator) {
    List<String> names = model.parameters().stream().map(ParameterSpec::name).toList();
    for (int samples : new int[] {1, 3}) {
      BoundGradient bound = new BoundGradient(family, estimator, samples);
      PlanModels.agree(new WeightedGradient(bound, names), model, samples, 20, 7);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void encoders(Activation activation) {
    Amortized encoder =
        new Amortized(FAMILY, PlanModels.DATA, PlanModels.LATENT, List.of(19, 23), activation);
    PlanModels.agree(new Encoding(encoder), PlanModels.vae(), 1, 20, 7);
  }
}
