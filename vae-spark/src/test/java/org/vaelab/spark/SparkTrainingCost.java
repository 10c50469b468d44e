package org.vaelab.spark;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Binarisation;
import org.vaelab.data.Observations;
import org.vaelab.data.StrokeDigits;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.inference.Amortized;
import org.vaelab.inference.InferenceStrategy;
import org.vaelab.inference.InnerLoop;
import org.vaelab.inference.LocalOptimisation;
import org.vaelab.inference.Svi;
import org.vaelab.model.Likelihood;
import org.vaelab.model.Vae;
import org.vaelab.network.Activation;
import org.vaelab.objective.Elbo;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;
import org.vaelab.train.DataParallel;
import org.vaelab.train.Limit;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Times steps of training in this process and by Spark tasks on the same minibatches. A program to
/// start by hand, with the master's URL, the seconds for each figure, and those to warm up.
final class SparkTrainingCost {
  private static final int SHARDS = 2;
  private static final int BATCHES = 2;

  private SparkTrainingCost() {}

  /// @param innerSteps T of SVI; 0 for amortized inference
  private record Case(List<Integer> hidden, int latent, int batch, int innerSteps) {
    private InferenceStrategy strategy(int pixels) {
      DiagonalGaussianFamily family = new DiagonalGaussianFamily();
      if (innerSteps == 0) {
        return new Amortized(family, pixels, latent, hidden, Activation.TANH);
      }
      LocalOptimisation steps =
          LocalOptimisation.ofSteps(innerSteps, 1, new LearningRate.Constant(0.05));
      return new Svi(family, new InnerLoop(steps, InnerLoop.Start.CONTINUED), steps);
    }

    /// Prints the median time of a step here and there.
    void measure(SparkConnection spark, double seconds) {
      Observations data =
          Observations.of(
              StrokeDigits.generate(BATCHES * batch, 1, 2).train(), Binarisation.STOCHASTIC, 5);
      TrainingConfig config =
          new TrainingConfig(
                  1,
                  batch,
                  1,
                  Adam.standard(),
                  new LearningRate.Constant(1e-4),
                  0,
                  OptionalDouble.empty(),
                  Optional.empty(),
                  3)
              .until(new Limit.Seconds(seconds))
              .ofShards(SHARDS);
      int pixels = data.dimension();
      Vae model = new Vae(pixels, latent, hidden, Activation.TANH, new Likelihood.Bernoulli());
      try (Trainer trainer =
          new Trainer(
              GraphExecutor.standard(), model, strategy(pixels), Elbo.standard(), config, "")) {
        double megabytes = 4e-6 * trainer.parameters().stream().mapToInt(ParameterSpec::size).sum();
        double here = millis(trainer, data, Optional.empty());
        double there = millis(trainer, data, Optional.of(new SparkTraining(spark)));
        System.out.printf(
            "%-10s Z %3d  B %5d  T %4d  %6.2f MB  here %8.2f ms  Spark %8.2f ms%n",
            hidden, latent, batch, innerSteps, megabytes, here, there);
      }
    }

    private static double millis(
        Trainer trainer, Observations data, Optional<DataParallel> elsewhere) {
      try (TrainingState end =
          trainer
              .train(
                  trainer.start(data.count()),
                  data,
                  Monitoring.none(),
                  Checkpoints.none(),
                  elsewhere)
              .state()) {
        double[] after = end.history().stream().mapToDouble(epoch -> epoch.seconds()).toArray();
        double[] each =
            IntStream.range(after.length / 2, after.length)
                .mapToDouble(i -> after[i] - (i == 0 ? 0 : after[i - 1]))
                .sorted()
                .toArray();
        return 1e3 * each[each.length / 2] / BATCHES;
      }
    }
  }

  public static void main(String[] arguments) {
    List<Integer> usual = List.of(200, 200);
    List<Case> cases =
        List.of(
            new Case(List.of(10), 2, 4, 0),
            new Case(usual, 50, 4, 0),
            new Case(List.of(800, 800), 50, 4, 0),
            new Case(usual, 50, 100, 0),
            new Case(usual, 50, 2000, 0),
            new Case(usual, 50, 100, 20),
            new Case(usual, 50, 100, 100),
            new Case(usual, 50, 2000, 5),
            new Case(usual, 50, 2000, 20));
    try (SparkConnection spark = SparkConnection.open(arguments[0], "cost")) {
      // First so long that the code is compiled.
      new Case(usual, 50, 100, 0).measure(spark, Double.parseDouble(arguments[2]));
      cases.forEach(one -> one.measure(spark, Double.parseDouble(arguments[1])));
    }
  }
}
