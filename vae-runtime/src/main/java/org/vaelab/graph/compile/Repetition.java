package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which works a repetition of a run leaves out, as they depend on none of the inputs that have
/// changed: with the parameters frozen, all that is made of these alone.
///
/// @param once what is left out, in an order of execution
/// @param again all others, in an order of execution after these
/// @param inputs that those left out read
record Repetition(List<Fusion.Work> once, List<Fusion.Work> again, Set<String> inputs) {

  /// @param works in an order of execution
  /// @param changing inputs that change; none if nothing is repeated
  /// @param results whose arrays the caller may overwrite, so that they are computed every time
  static Repetition of(List<Fusion.Work> works, Set<String> changing, List<Node> results) {
    if (changing.isEmpty()) {
      return new Repetition(List.of(), works, Set.of());
    }
    List<Fusion.Work> once = new ArrayList<>();
    List<Fusion.Work> again = new ArrayList<>();
    Set<Node> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> inputs = new LinkedHashSet<>();
    for (Fusion.Work work : works) {
      boolean stays =
          work.members().stream().noneMatch(results::contains)
              && work.members().stream()
                  .flatMap(member -> member.inputs().stream())
                  .map(View::node)
                  .allMatch(
                      node ->
                          node.kind() instanceof Node.Source source
                              ? !changing.contains(source.name())
                              : node.isGiven()
                                  || kept.contains(node)
                                  || work.members().contains(node));
      if (stays) {
        once.add(work);
        kept.addAll(work.members());
        work.members().stream()
            .flatMap(member -> member.inputs().stream())
            .map(view -> view.node().kind())
            .forEach(kind -> addName(kind, inputs));
      } else {
        again.add(work);
      }
    }
    return new Repetition(once, again, inputs);
  }

  private static void addName(Node.Kind kind, Set<String> names) {
    if (kind instanceof Node.Source source) {
      names.add(source.name());
    }
  }
}
