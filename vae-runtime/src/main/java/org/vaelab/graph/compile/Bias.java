package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// A product A·B to which the loop that reads it adds the same row everywhere, as a layer's bias:
/// the tiles of the product add the row while they are in registers, and the loop is without it.
///
/// @param product with the row
/// @param loop without the sum
record Bias(ProductStep product, Loop loop) {

  /// @param loop the only reader of the product
  /// @param given whether an array is there before the plan runs
  /// @return empty if the loop does more with the product than to add such a row first
  static Optional<Bias> of(ProductStep product, Loop loop, IntPredicate given) {
    if (!product.tiles() || !loop.isOver(product)) {
      return Optional.empty();
    }
    List<Loop.Load> reads =
        Arrays.stream(loop.loads()).filter(load -> load.slot() == product.slot()).toList();
    if (reads.size() != 1) {
      return Optional.empty();
    }
    Loop.Load read = reads.getFirst();
    List<Loop.Instruction> readers =
        Arrays.stream(loop.instructions()).filter(i -> reads(i, read.register())).toList();
    boolean folded =
        Arrays.stream(loop.folds()).anyMatch(fold -> fold.register() == read.register());
    if (readers.size() != 1 || folded || !readers.getFirst().isSum()) {
      return Optional.empty();
    }
    Loop.Instruction sum = readers.getFirst();
    int other = sum.x() == read.register() ? sum.y() : sum.x();
    return Arrays.stream(loop.loads())
        .filter(load -> load.register() == other && load.isRow() && given.test(load.slot()))
        .findFirst()
        .map(
            row ->
                new Bias(
                    product.with(new Place(row.slot(), row.offset())),
                    without(loop, sum, read.register())));
  }

  private static boolean reads(Loop.Instruction instruction, int register) {
    return instruction.x() == register || instruction.y() == register;
  }

  /// The loop without an instruction, whose result is in another register from the start.
  private static Loop without(Loop loop, Loop.Instruction sum, int register) {
    List<Loop.Instruction> kept = new ArrayList<>();
    boolean alive = false;
    for (Loop.Instruction instruction : loop.instructions()) {
      if (instruction == sum) {
        alive = true;
        continue;
      }
      kept.add(alive ? instruction.reading(sum.register(), register) : instruction);
      alive &= instruction.register() != sum.register();
    }
    boolean toTheEnd = alive;
    Loop.Fold[] folds =
        Arrays.stream(loop.folds())
            .map(fold -> toTheEnd ? fold.reading(sum.register(), register) : fold)
            .toArray(Loop.Fold[]::new);
    Loop.Load[] loads =
        Arrays.stream(loop.loads())
            .filter(load -> isRead(load.register(), kept, folds))
            .toArray(Loop.Load[]::new);
    return loop.of(loads, kept.toArray(Loop.Instruction[]::new), folds);
  }

  private static boolean isRead(int register, List<Loop.Instruction> instructions, Loop.Fold[] of) {
    return instructions.stream().anyMatch(i -> reads(i, register))
        || Arrays.stream(of).anyMatch(fold -> fold.register() == register);
  }
}
