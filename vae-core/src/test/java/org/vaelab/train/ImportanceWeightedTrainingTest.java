package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.data.Points;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.gradient.DoublyReparameterised;
import org.vaelab.gradient.GradientEstimator;
import org.vaelab.gradient.Vimco;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.LocalPosteriors;
import org.vaelab.inference.Session;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Small VAEs trained on the importance-weighted bound. Independent bits give -9.2 nats at best.
class ImportanceWeightedTrainingTest {
  private static final int LATENT = 2;
  private static final int SAMPLES = 5;
  private static final Vae MODEL =
      new Vae(Bars.SIZE, LATENT, List.of(16), Activation.TANH, new Likelihood.Bernoulli());

  static Stream<Arguments> cases() {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    Amortized amortized = new Amortized(family, Bars.SIZE, LATENT, List.of(16), Activation.TANH);
    LocalOptimisation inner =
        LocalOptimisation.ofSteps(10, SAMPLES, new LearningRate.Constant(0.1));
    Svi svi =
        new Svi(
            family,
            new InnerLoop(inner, InnerLoop.Start.WARM),
            LocalOptimisation.ofSteps(200, 4, new LearningRate.Cosine(0.2, 0.05)));
    return Stream.of(
        Arguments.of(amortized, new DoublyReparameterised()),
        Arguments.of(svi, new DoublyReparameterised()),
        Arguments.of(amortized, new Vimco()));
  }

  private static TrainingConfig config() {
    return new TrainingConfig(
        80,
        40,
        SAMPLES,
        Adam.standard(),
        LearningRate.standard(0.02),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void structureIsFound(InferenceStrategy strategy, GradientEstimator estimator) {
    Points fresh = new Points(Bars.of(240), IntStream.range(200, 240).toArray());
    try (Trainer trainer =
            new Trainer(GraphExecutor.standard(), MODEL, strategy, estimator, config(), "bars");
        TrainingState state = trainer.train(Bars.of(200));
        Session session = new Session(GraphExecutor.standard(), MODEL, state.parameters());
        LocalPosteriors q =
            session.infer(strategy, fresh, NoiseSource.of(1, Purpose.LOCAL_OPTIMISATION))) {
      double logLikelihood =
          ImportanceSampling.of(500)
              .estimate(session, q, NoiseSource.of(1, Purpose.EVALUATION))
              .meanLogLikelihood()
              .mean();
      assertThat(logLikelihood).isGreaterThan(-7.5);
    }
  }
}
