package org.vaelab.statistics;

import java.util.PriorityQueue;

/// Keeps the largest of a stream of numbers.
public final class LargestValues {
  private final int capacity;
  private final PriorityQueue<Double> smallestFirst = new PriorityQueue<>();

  /// @param capacity how many to keep
  public LargestValues(int capacity) {
    this.capacity = capacity;
  }

  public void add(double value) {
    if (smallestFirst.size() < capacity) {
      smallestFirst.add(value);
    } else if (value > smallestFirst.peek()) {
      smallestFirst.poll();
      smallestFirst.add(value);
    }
  }

  /// Those kept, in no order.
  public double[] values() {
    return smallestFirst.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
