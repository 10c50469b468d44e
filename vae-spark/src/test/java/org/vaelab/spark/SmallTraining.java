package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Binarisation;
import org.vaelab.data.ImageSet;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.PhiTable;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.DataParallel;
import org.vaelab.train.EpochMetrics;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// A training of a few steps, and what it ends with.
final class SmallTraining {
  static final int POINTS = 103; // The last batch is smaller, and its shares differ.
  static final int SHARDS = 5;
  static final int LATENT = 3;
  static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  static final ImageSet IMAGES = StrokeDigits.generate(POINTS, 1, 2).train();
  static final Observations DATA = Observations.of(IMAGES, Binarisation.STOCHASTIC, 5);

  private SmallTraining() {}

  /// Strategies whose states differ.
  enum Kind {
    AMORTIZED,
    WARM,
    CONTINUED
  }

  private static InferenceStrategy strategy(Kind kind) {
    DiagonalGaussianFamily family = new DiagonalGaussianFamily();
    if (kind == Kind.AMORTIZED) {
      return new Amortized(family, IMAGES.dimension(), LATENT, List.of(16), Activation.TANH);
    }
    LocalOptimisation steps = LocalOptimisation.ofSteps(4, 1, new LearningRate.Constant(0.05));
    InnerLoop.Start start = kind == Kind.WARM ? InnerLoop.Start.WARM : InnerLoop.Start.CONTINUED;
    return new Svi(family, new InnerLoop(steps, start), steps);
  }

  /// ε of Adam is large, so that the rounding of gradients near 0 stays small in the steps.
  static Trainer trainer(Kind kind, int epochs) {
    TrainingConfig config =
        new TrainingConfig(
                epochs,
                20,
                2,
                new Adam(0.9, 0.999, 1e-2),
                new LearningRate.Constant(0.01),
                0,
                OptionalDouble.empty(),
                Optional.empty(),
                3)
            .ofShards(SHARDS);
    Vae model =
        new Vae(
            IMAGES.dimension(), LATENT, List.of(16), Activation.TANH, new Likelihood.Bernoulli());
    return new Trainer(EXECUTOR, model, strategy(kind), Elbo.standard(), config, "test");
  }

  /// What a training ended with.
  record End(Map<String, float[]> parameters, float[] phi, double[] elbos) {
    static End of(TrainingState state) {
      return new End(
          state.parameters().values(),
          state.phi().map(PhiTable::rows).orElse(new float[0]),
          state.history().stream().mapToDouble(EpochMetrics::trainElbo).toArray());
    }

    void assertSame(End other) {
      assertThat(parameters.keySet()).isEqualTo(other.parameters.keySet());
      parameters.forEach((name, v) -> assertThat(v).as(name).isEqualTo(other.parameters.get(name)));
      assertThat(phi).isEqualTo(other.phi);
      assertThat(elbos).isEqualTo(other.elbos);
    }

    /// Largest difference of a number.
    double distance(End other) {
      double largest = 0;
      for (String name : parameters.keySet()) {
        largest = Math.max(largest, distance(parameters.get(name), other.parameters.get(name)));
      }
      return Math.max(largest, distance(phi, other.phi));
    }

    private static double distance(float[] a, float[] b) {
      assertThat(a).hasSameSizeAs(b);
      double largest = 0;
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
      return largest;
    }
  }

  static End train(Kind kind, int epochs, Optional<DataParallel> elsewhere) {
    try (Trainer trainer = trainer(kind, epochs);
        TrainingState end =
            trainer
                .train(
                    trainer.start(POINTS), DATA, Monitoring.none(), Checkpoints.none(), elsewhere)
                .state()) {
      return End.of(end);
    }
  }
}
