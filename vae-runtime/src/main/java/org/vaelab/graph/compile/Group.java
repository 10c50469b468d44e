package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Nodes that one step computes: maps and reductions over the same elements, or a single product,
/// assembly or op of ND4J.
final class Group {
  private final List<Node> members = new ArrayList<>();
  private long[] space;

  private Group(Node first, long[] space) {
    members.add(first);
    this.space = space;
  }

  List<Node> members() {
    return members;
  }

  /// The dimensions of a loop over the members' elements; empty where it is no loop.
  Optional<long[]> space() {
    return Optional.ofNullable(space);
  }

  /// Groups the nodes, which are in an order in which each follows those it reads, so that a value
  /// is used where it is computed as far as this makes no cycle.
  ///
  /// @return the groups in an order of execution
  static List<Group> of(Collection<Node> nodes) {
    List<Group> groups = new ArrayList<>();
    Map<Node, Group> home = new IdentityHashMap<>();
    for (Node node : nodes) {
      if (node.isGiven()) {
        continue;
      }
      long[] space = spaceOf(node);
      Group chosen = space == null ? null : choose(groups, home, node, space);
      if (chosen == null) {
        chosen = new Group(node, space);
        groups.add(chosen);
      } else {
        chosen.members.add(node);
        chosen.space = Shapes.refine(chosen.space, space).orElseThrow();
      }
      home.put(node, chosen);
    }
    return ordered(groups, home);
  }

  private static long[] spaceOf(Node node) {
    return switch (node.kind()) {
      case Node.Map map -> node.shape();
      case Node.Reduction reduction -> reduction.operand().shape();
      default -> null;
    };
  }

  private static Group choose(List<Group> groups, Map<Node, Group> home, Node node, long[] space) {
    Group best = null;
    int bestScore = -1;
    for (Group group : groups.reversed()) {
      int score = group.space == null ? -1 : group.affinity(node, home);
      if (score > bestScore && group.accepts(node, space, home)) {
        best = group;
        bestScore = score;
      }
    }
    return best;
  }

  /// 2 where the group computes what the node reads, 1 where it reads the same, else 0.
  private int affinity(Node node, Map<Node, Group> home) {
    int affinity = 0;
    for (View input : node.inputs()) {
      if (home.get(input.node()) == this) {
        return 2;
      }
      boolean shared =
          members.stream()
              .anyMatch(m -> m.inputs().stream().anyMatch(v -> v.node() == input.node()));
      affinity = shared ? 1 : affinity;
    }
    return affinity;
  }

  private boolean accepts(Node node, long[] candidate, Map<Node, Group> home) {
    if (Shapes.count(space) != Shapes.count(candidate)
        || Shapes.refine(space, candidate).isEmpty()) {
      return false;
    }
    for (View input : node.inputs()) {
      Group source = home.get(input.node());
      if (source == this) {
        if (!input.isWhole() || !(input.node().kind() instanceof Node.Map)) {
          return false;
        }
      } else if (source != null && source.needs(this, home, new HashSet<>())) {
        return false;
      }
    }
    return true;
  }

  private boolean needs(Group other, Map<Node, Group> home, Set<Group> seen) {
    for (Group source : sources(home)) {
      if (source == other || seen.add(source) && source.needs(other, home, seen)) {
        return true;
      }
    }
    return false;
  }

  private Set<Group> sources(Map<Node, Group> home) {
    Set<Group> sources = new HashSet<>();
    for (Node member : members) {
      for (View input : member.inputs()) {
        Group source = home.get(input.node());
        if (source != null && source != this) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  private static List<Group> ordered(List<Group> groups, Map<Node, Group> home) {
    Set<Group> done = new LinkedHashSet<>();
    for (Group group : groups) {
      group.visit(home, done);
    }
    return List.copyOf(done);
  }

  private void visit(Map<Node, Group> home, Set<Group> done) {
    if (!done.contains(this)) {
      sources(home).forEach(source -> source.visit(home, done));
      done.add(this);
    }
  }
}
