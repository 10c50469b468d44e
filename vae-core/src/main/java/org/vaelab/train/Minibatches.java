package org.vaelab.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// The data points of each minibatch: every point once an epoch, in an order that is drawn anew.
///
/// Where the training set is cut into shards, ranges of consecutive points, every batch has as many
/// points of each: B / S of them, which are drawn from the shard's own order. Only the last batch
/// of an epoch may be smaller, and its shares may differ by one. So the batches depend on how many
/// shards there are, and not on where these are.
///
/// @param points of the training set
/// @param batchSize B
/// @param shards S, which divides B; with one, a batch is one of any points
/// @param seed of the training
public record Minibatches(int points, int batchSize, int shards, long seed)
    implements Serializable {

  static Minibatches of(TrainingConfig config, int points) {
    return new Minibatches(points, config.batchSize(), config.shards(), config.seed());
  }

  /// Of an epoch.
  int batches() {
    return Math.ceilDiv(points, batchSize);
  }

  /// The first point of a shard, or behind the last shard the number of points.
  public int first(int shard) {
    long full = batches() - 1L;
    long share = batchSize / shards;
    long rest = points - full * batchSize;
    return (int) (shard * full * share + rest * shard / shards);
  }

  /// The points of a shard in the order of an epoch.
  public int[] order(int shard, int epoch) {
    NoiseSource<Purpose.Shuffling> shuffling = NoiseSource.of(seed, Purpose.SHUFFLING);
    if (shards == 1) {
      return shuffling.permutation(points, epoch);
    }
    int first = first(shard);
    int[] order = shuffling.permutation(first(shard + 1) - first, epoch, shard);
    for (int i = 0; i < order.length; i++) {
      order[i] += first;
    }
    return order;
  }

  /// A shard's part of a batch.
  ///
  /// @param order of the shard in the epoch
  public int[] part(int[] order, int batch) {
    int share = batchSize / shards;
    int from = batch * share;
    return Arrays.copyOfRange(order, from, batch == batches() - 1 ? order.length : from + share);
  }

  /// The points of all batches of an epoch, one batch behind the other, shard by shard.
  int[] order(int epoch) {
    if (shards == 1) {
      return order(0, epoch);
    }
    int[][] orders =
        IntStream.range(0, shards).mapToObj(s -> order(s, epoch)).toArray(int[][]::new);
    return IntStream.range(0, batches())
        .boxed()
        .flatMapToInt(
            batch -> Arrays.stream(orders).flatMapToInt(o -> Arrays.stream(part(o, batch))))
        .toArray();
  }
}
