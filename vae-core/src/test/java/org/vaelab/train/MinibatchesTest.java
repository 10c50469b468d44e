package org.vaelab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class MinibatchesTest {

  @Property(tries = 200)
  void everyPointIsInOneBatchAndEveryFullBatchHasEqualShares(
      @ForAll @IntRange(min = 1, max = 300) int points,
      @ForAll @IntRange(min = 1, max = 6) int shards,
      @ForAll @IntRange(min = 1, max = 8) int share) {
    Minibatches minibatches = new Minibatches(points, share * shards, shards, 7);
    int[] order = minibatches.order(3);

    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, points).toArray());
    assertThat(minibatches.first(0)).isZero();
    assertThat(minibatches.first(shards)).isEqualTo(points);
    for (int batch = 0; batch < minibatches.batches(); batch++) {
      Set<Integer> sizes = new HashSet<>();
      int from = batch * minibatches.batchSize();
      int to = Math.min(points, from + minibatches.batchSize());
      Set<Integer> together = new HashSet<>();
      for (int shard = 0; shard < shards; shard++) {
        int[] part = minibatches.part(minibatches.order(shard, 3), batch);
        sizes.add(part.length);
        for (int id : part) {
          together.add(id);
          if (shards > 1) {
            assertThat(id).isBetween(minibatches.first(shard), minibatches.first(shard + 1) - 1);
          }
        }
      }
      assertThat(together)
          .isEqualTo(new HashSet<>(Arrays.stream(order, from, to).boxed().toList()));
      if (batch < minibatches.batches() - 1) {
        assertThat(sizes).containsExactly(share);
      } else {
        assertThat(sizes.stream().mapToInt(i -> i).max().orElseThrow())
            .isLessThanOrEqualTo(sizes.stream().mapToInt(i -> i).min().orElseThrow() + 1);
      }
    }
  }

  @Test
  void aSingleShardHasTheOrderOfTheSeed() {
    assertThat(new Minibatches(50, 10, 1, 4).order(2))
        .isEqualTo(NoiseSource.of(4, Purpose.SHUFFLING).permutation(50, 2));
  }

  @Test
  void epochsDiffer() {
    Minibatches minibatches = new Minibatches(50, 10, 2, 4);
    assertThat(minibatches.order(0)).isNotEqualTo(minibatches.order(1));
  }
}
