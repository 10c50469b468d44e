package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;

/// How many numbers become one.
enum Reducer {
  SUM(Elementwise.ADD, 0) {
    @Override
    double of(Element element, long x, int count) {
      return element.sum(x, count);
    }
  },
  MAXIMUM(Elementwise.MAX, Double.NEGATIVE_INFINITY) {
    @Override
    double of(Element element, long x, int count) {
      return element.max(x, count);
    }
  },
  /// Σ ln(1 + x) of numbers in [0, 1], along rows alone.
  SUM_OF_LOG1P(Elementwise.ADD, 0) {
    @Override
    double of(Element element, long x, int count) {
      return element.sumOfLog1p(x, count);
    }
  };

  private final Elementwise combination;
  private final double ofNothing;

  Reducer(Elementwise combination, double ofNothing) {
    this.combination = combination;
    this.ofNothing = ofNothing;
  }

  /// Of contiguous numbers.
  abstract double of(Element element, long x, int count);

  /// Makes one result of the results of two parts.
  Elementwise combination() {
    return combination;
  }

  double combined(double x, double y) {
    return this == MAXIMUM ? Math.max(x, y) : x + y;
  }

  double ofNothing() {
    return ofNothing;
  }
}
