package org.vaelab.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.inference.PhiRows;
import org.vaelab.train.RemoteGradients;
import org.vaelab.train.StepSums;

/// The sums over some shards of a step. Floats are added in the order of one binary tree over all
/// shards, whatever order their results come in: a node is the sum of its two children, and exists
/// when both do. So the sum over all is the same to the bit for any number of partitions, and its
/// rounding error grows with the logarithm of the number of shards.
final class ShardSums implements Serializable {
  private final TreeMap<Node, StepSums> nodes = new TreeMap<>();
  private final TreeMap<Integer, PhiRows> phi = new TreeMap<>();
  private String refusal;

  /// A node of the tree.
  ///
  /// @param level 0 for a shard
  /// @param index from the left, of its level
  private record Node(int level, int index) implements Comparable<Node>, Serializable {
    @Override
    public int compareTo(Node other) {
      return level == other.level
          ? Integer.compare(index, other.index)
          : Integer.compare(level, other.level);
    }

    private Node sibling() {
      return new Node(level, index ^ 1);
    }

    private Node parent() {
      return new Node(level + 1, index / 2);
    }
  }

  /// Of no shards.
  ShardSums() {}

  /// Of one shard.
  ShardSums(int shard, RemoteGradients.Part part) {
    nodes.put(new Node(0, shard), part.sums());
    part.phi().forEach(rows -> phi.put(shard, rows));
  }

  /// Of what cannot be computed; a sentence says why.
  ShardSums(String refusal) {
    this.refusal = refusal;
  }

  /// Adds what was found of other shards.
  ShardSums add(ShardSums others) {
    others.nodes.forEach(this::add);
    phi.putAll(others.phi);
    refusal = refusal == null ? others.refusal : refusal;
    return this;
  }

  private void add(Node node, StepSums sums) {
    StepSums sibling = nodes.remove(node.sibling());
    if (sibling == null) {
      nodes.put(node, sums);
    } else {
      add(node.parent(), sibling.plus(sums));
    }
  }

  /// The sum over all shards.
  StepSums total() {
    return nodes.values().stream().reduce(StepSums::plus).orElseThrow();
  }

  /// φ by shard, where it is kept.
  Map<Integer, PhiRows> phi() {
    return phi;
  }

  /// Why a shard cannot be computed, or null.
  String refusal() {
    return refusal;
  }
}
