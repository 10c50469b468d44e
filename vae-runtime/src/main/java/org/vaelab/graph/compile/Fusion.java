package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/// Joins matrix products to the loops that read them.
final class Fusion {
  private Fusion() {}

  /// A step and the nodes that it computes.
  record Work(Step step, List<Node> members) {
    boolean reads(Node node) {
      return members.stream().anyMatch(m -> m.inputs().stream().anyMatch(v -> v.node() == node));
    }
  }

  /// @param works in an order of execution
  /// @param results what is asked for of the plan
  /// @param given whether an array is there before the plan runs
  /// @param passing takes the products that are nowhere as a whole
  /// @return the works in an order of execution
  static List<Work> of(
      List<Work> works, List<Node> results, IntPredicate given, Set<Node> passing) {
    List<Work> joined = new ArrayList<>(works);
    for (Work work : works) {
      Node node = work.members.getFirst();
      if (work.step instanceof ProductStep product && !results.contains(node)) {
        List<Work> readers = joined.stream().filter(other -> other.reads(node)).toList();
        if (readers.size() == 1 && readers.getFirst().step instanceof Loop loop) {
          Bias biased = Bias.of(product, loop, given).orElse(new Bias(product, loop));
          join(work, readers.getFirst(), biased, joined, passing);
        }
      }
    }
    return joined;
  }

  private static void join(
      Work work, Work reader, Bias biased, List<Work> joined, Set<Node> passing) {
    int place = joined.indexOf(reader);
    Optional<FusedStep> fused = FusedStep.of(biased.product(), biased.loop());
    if (fused.isPresent()) {
      List<Node> members = new ArrayList<>(work.members);
      members.addAll(reader.members);
      joined.set(place, new Work(fused.get(), members));
      joined.remove(work);
      passing.add(work.members.getFirst());
    } else {
      joined.set(place, new Work(biased.loop(), reader.members));
      joined.set(joined.indexOf(work), new Work(biased.product(), work.members));
    }
  }
}
