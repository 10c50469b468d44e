package org.vaelab.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.algorithm.StoppingRule;
import org.vaelab.optimisation.Adam;
import org.vaelab.optimisation.LearningRate;

/// How a model is trained.
///
/// @param epochs passes over the training set, if there is no limit
/// @param batchSize data points per step on θ and λ; the last batch of an epoch may be smaller
/// @param samples K samples of z per data point and step
/// @param adam the optimiser of θ and λ
/// @param learningRate over the whole training
/// @param warmUpEpochs epochs over which the weight of the KL term rises from 0 to β (Bowman et al.
///     2016); 0 for none
/// @param beta β, the weight of the KL term (Higgins et al. 2017); 1 for the ELBO
/// @param clipNorm largest joint norm of the gradients of θ and λ, if they are clipped
/// @param earlyStopping when to stop by the validation ELBO, in epochs and nats, and keep the best
///     parameters, if ever
/// @param seed of every random number of the training
/// @param limit where it ends instead of after its epochs
/// @param averagingEpochs over how many epochs parameters are averaged (Polyak and Juditsky 1992),
///     with weights that fall exponentially into the past: these averages are what is measured and
///     what training ends with; 0 for none
/// @param shards parts of the training set that have equal shares in every batch ([Minibatches]);
///     1 for a batch of any points
public record TrainingConfig(
    int epochs,
    int batchSize,
    int samples,
    Adam adam,
    LearningRate learningRate,
    int warmUpEpochs,
    double beta,
    OptionalDouble clipNorm,
    Optional<StoppingRule.Patience> earlyStopping,
    long seed,
    Optional<Limit> limit,
    double averagingEpochs,
    int shards) {

  public TrainingConfig {
    if (epochs < 1 || batchSize < 1 || samples < 1 || warmUpEpochs < 0) {
      throw new IllegalArgumentException(
          "Training needs positive epochs, batch size and samples, not %d, %d, %d."
              .formatted(epochs, batchSize, samples));
    }
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The weight β of the KL term is finite and 0 or more, not %s.".formatted(beta));
    }
    if (!(averagingEpochs >= 0 && averagingEpochs < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Parameters are averaged over a finite number of epochs, 0 or more, not %s."
              .formatted(averagingEpochs));
    }
    if (shards < 1 || batchSize % shards != 0) {
      throw new IllegalArgumentException(
          "A batch of %d data points has no equal shares of %d shards; their number must divide it."
              .formatted(batchSize, shards));
    }
  }

  /// Training on the bound itself, β = 1.
  public TrainingConfig(
      int epochs,
      int batchSize,
      int samples,
      Adam adam,
      LearningRate learningRate,
      int warmUpEpochs,
      OptionalDouble clipNorm,
      Optional<StoppingRule.Patience> earlyStopping,
      long seed) {
    this(
        epochs,
        batchSize,
        samples,
        adam,
        learningRate,
        warmUpEpochs,
        1,
        clipNorm,
        earlyStopping,
        seed,
        Optional.empty(),
        0,
        1);
  }

  /// The same with another β.
  public TrainingConfig withBeta(double other) {
    return with(warmUpEpochs, other, limit, averagingEpochs, shards);
  }

  /// The same with another warm-up.
  public TrainingConfig warmingUp(int warmUp) {
    return with(warmUp, beta, limit, averagingEpochs, shards);
  }

  /// The same to a limit, over which the learning rate takes its course.
  public TrainingConfig until(Limit end) {
    return with(warmUpEpochs, beta, Optional.of(end), averagingEpochs, shards);
  }

  /// The same with parameters that are averaged over so many epochs.
  public TrainingConfig averagingOver(double averaged) {
    return with(warmUpEpochs, beta, limit, averaged, shards);
  }

  /// The same with equal shares of so many shards in every batch.
  public TrainingConfig ofShards(int count) {
    return with(warmUpEpochs, beta, limit, averagingEpochs, count);
  }

  private TrainingConfig with(
      int warmUp, double otherBeta, Optional<Limit> end, double averaged, int shardCount) {
    return new TrainingConfig(
        epochs,
        batchSize,
        samples,
        adam,
        learningRate,
        warmUp,
        otherBeta,
        clipNorm,
        earlyStopping,
        seed,
        end,
        averaged,
        shardCount);
  }

  /// One sample per data point and step, Adam with a rate that drops to 0.3 and 0.1 of the initial
  /// one, no warm-up, clipping or early stopping.
  public static TrainingConfig of(int epochs, int batchSize, double learningRate, long seed) {
    return of(epochs, batchSize, 1, learningRate, seed);
  }

  /// The same with K samples per data point and step.
  public static TrainingConfig of(
      int epochs, int batchSize, int samples, double learningRate, long seed) {
    return new TrainingConfig(
        epochs,
        batchSize,
        samples,
        Adam.standard(),
        LearningRate.standard(learningRate),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        seed);
  }

  /// Whether the weight of the KL term is ever another than 1.
  boolean weightsKl() {
    return beta != 1 || warmUpEpochs > 0;
  }

  /// The weight of the KL term at a point of the training.
  double klWeight(double epoch) {
    return warmUpEpochs == 0 ? beta : beta * Math.min(1, epoch / warmUpEpochs);
  }

  /// How much of the training is done, from 0 to 1.
  ///
  /// @param batches of an epoch
  double progress(TrainingState.Counters at, int batches) {
    return limit
        .map(end -> (double) end.done(at) / end.work())
        .orElseGet(() -> (at.epoch() + (double) at.batch() / batches) / epochs);
  }

  /// Whether a training comes so far and no further.
  boolean canReach(TrainingState.Counters at) {
    return switch (limit.orElse(null)) {
      case null -> at.epoch() < epochs || at.epoch() == epochs && at.batch() == 0;
      case Limit.Steps end -> at.step() <= end.steps();
      case Limit.Seconds _ -> true;
    };
  }
}
