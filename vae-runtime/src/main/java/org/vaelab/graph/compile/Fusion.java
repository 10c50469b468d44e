package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// Joins matrix products to the loops that read them.
final class Fusion {
  private final List<Work> joined;
  private final int threads;
  private final Set<Node> passing;

  private Fusion(List<Work> works, int threads, Set<Node> passing) {
    this.joined = new ArrayList<>(works);
    this.threads = threads;
    this.passing = passing;
  }

  /// A step and the nodes that it computes.
  record Work(Step step, List<Node> members) {
    boolean reads(Node node) {
      return members.stream().anyMatch(m -> m.inputs().stream().anyMatch(v -> v.node() == node));
    }
  }

  /// @param works in an order of execution
  /// @param results what is asked for of the plan
  /// @param given whether an array is there before the plan runs
  /// @param threads that the parts of a step run on
  /// @param passing takes the products that are nowhere as a whole
  /// @return the works in an order of execution
  static List<Work> of(
      List<Work> works, List<Node> results, IntPredicate given, int threads, Set<Node> passing) {
    Fusion fusion = new Fusion(works, threads, passing);
    for (Work work : works) {
      Node node = work.members.getFirst();
      if (work.step instanceof ProductStep product && !results.contains(node)) {
        List<Work> readers = fusion.joined.stream().filter(other -> other.reads(node)).toList();
        if (readers.size() == 1
            && readers.getFirst().step instanceof Loop loop
            && !loop.isCutForProduct()) {
          Bias biased = Bias.of(product, loop, given).orElse(new Bias(product, loop));
          fusion.join(work, readers.getFirst(), biased);
        }
      }
    }
    return fusion.joined;
  }

  private void join(Work work, Work reader, Bias biased) {
    int place = joined.indexOf(reader);
    ProductStep product = biased.product();
    Loop loop = biased.loop();
    if (FusedStep.fits(product, loop)) {
      FusedStep fused = FusedStep.of(product, loop);
      if (product.isByRows(threads)) {
        List<Node> members = new ArrayList<>(work.members);
        members.addAll(reader.members);
        joined.set(place, new Work(fused, members));
        joined.remove(work);
        passing.add(work.members.getFirst());
        return;
      }
      // In the same pieces, so that sums do not depend on the number of threads.
      loop = fused.loop();
    }
    joined.set(place, new Work(loop, reader.members));
    joined.set(joined.indexOf(work), new Work(product, work.members));
  }
}
