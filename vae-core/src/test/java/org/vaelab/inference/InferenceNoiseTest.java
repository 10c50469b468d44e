package org.vaelab.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class InferenceNoiseTest {
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final Vae MODEL =
      new Vae(4, 2, List.of(3), Activation.TANH, new Likelihood.Bernoulli());
  private static final float[] X = {0, 1, 1, 0};
  private static final int[] DATA = {7};

  static Stream<InferenceStrategy> strategies() {
    return Stream.of(
        new Amortized(FAMILY, 4, 2, List.of(3), Activation.TANH),
        new LocalSvi(FAMILY, new InnerLoop(steps(2), InnerLoop.Start.WARM), steps(2)));
  }

  private static LocalOptimisation steps(int count) {
    return LocalOptimisation.ofSteps(count, 1, LearningRate.standard(0.1));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void noNoiseButThatOfOptimisationReachesInference(InferenceStrategy strategy) {
    List<ParameterSpec> specs =
        Stream.concat(MODEL.parameters().stream(), strategy.parameters().stream()).toList();
    try (Parameters parameters = initial(specs);
        Inference inference = strategy.open(GraphExecutor.standard(), MODEL)) {
      for (Purpose stream : Purpose.values()) {
        NoiseSource noise = NoiseSource.of(1, stream);
        if (stream == Purpose.LOCAL_OPTIMISATION) {
          assertThat(inference.infer(parameters, X, DATA, noise)).hasSize(4);
        } else {
          assertThatThrownBy(() -> inference.infer(parameters, X, DATA, noise))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("noise for LOCAL_OPTIMISATION belongs");
        }
      }
    }
  }

  /// Visit 1 of an optimisation of 2 steps and visit 2 of one of 1 step begin at the same φ: the
  /// first step of either moves it differently, as their noise differs.
  @Test
  void visitsOfOptimisationsOfDifferentLengthShareNoNoise() {
    NoiseSource noise = NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION);
    try (Parameters theta = initial(MODEL.parameters());
        LocalInference two = compile(steps(2));
        LocalInference one = compile(steps(1))) {
      float[] start = one.initialRows(1);
      double[] ofTwo = two.gradientNorms(theta, X, DATA, start, noise, 1, 1);
      double[] ofOne = one.gradientNorms(theta, X, DATA, start, noise, 2, 1);
      assertThat(ofTwo).isNotEqualTo(ofOne);
      assertThat(one.gradientNorms(theta, X, DATA, start, noise, 1, 1)).isEqualTo(ofTwo);
    }
  }

  private static LocalInference compile(LocalOptimisation config) {
    return LocalInference.compile(GraphExecutor.standard(), MODEL, FAMILY, config);
  }

  private static Parameters initial(List<ParameterSpec> specs) {
    return Parameters.initial(specs, NoiseSource.of(3, Purpose.INITIALISATION), DataType.FLOAT);
  }
}
