package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  /// @param passing takes the products that are nowhere as a whole
  /// @return the works in an order of execution
  static List<Work> of(List<Work> works, List<Node> results, Set<Node> passing) {
    List<Work> joined = new ArrayList<>(works);
    for (Work work : works) {
      if (work.step instanceof ProductStep product) {
        Node node = work.members.getFirst();
        List<Work> readers = joined.stream().filter(other -> other.reads(node)).toList();
        if (readers.size() == 1 && !results.contains(node)) {
          Work reader = readers.getFirst();
          fused(product, reader)
              .ifPresent(
                  step -> {
                    List<Node> members = new ArrayList<>(work.members);
                    members.addAll(reader.members);
                    joined.set(joined.indexOf(reader), new Work(step, members));
                    joined.remove(work);
                    passing.add(node);
                  });
        }
      }
    }
    return joined;
  }

  private static Optional<FusedStep> fused(ProductStep product, Work reader) {
    return reader.step instanceof Loop loop ? FusedStep.of(product, loop) : Optional.empty();
  }
}
