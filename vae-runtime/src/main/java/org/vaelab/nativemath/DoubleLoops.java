package org.vaelab.nativemath;

/// [Elementwise] operations over a block of contiguous doubles. The commonest have a loop of their
/// own, as the choice among all costs more than they do.
final class DoubleLoops {
  private DoubleLoops() {}

  static void run(Elementwise f, long x, long y, long z, int count, double s, double t) {
    switch (f) {
      case COPY -> Memory.copy(x, z, 8L * count);
      case ADD -> add(x, y, z, count);
      case SUB -> subtract(x, y, z, count);
      case MUL -> multiply(x, y, z, count);
      case EXP_OF_MINUS_MAGNITUDE -> expOfMinusMagnitude(x, z, count);
      case SOFTPLUS -> softplus(x, y, z, count);
      case BIT_TERM -> bitTerm(x, y, z, count);
      default -> any(f, x, y, z, count, s, t);
    }
  }

  private static void add(long x, long y, long z, int count) {
    for (int i = 0; i < count; i++) {
      set(z, i, get(x, i) + get(y, i));
    }
  }

  private static void subtract(long x, long y, long z, int count) {
    for (int i = 0; i < count; i++) {
      set(z, i, get(x, i) - get(y, i));
    }
  }

  private static void multiply(long x, long y, long z, int count) {
    for (int i = 0; i < count; i++) {
      set(z, i, get(x, i) * get(y, i));
    }
  }

  private static void expOfMinusMagnitude(long x, long z, int count) {
    for (int i = 0; i < count; i++) {
      set(z, i, Math.exp(-Math.abs(get(x, i))));
    }
  }

  /// With ln(1 + y) for y from 0 to 1 as ln(u) and what the rounding of u = 1 + y loses, as `log1p`
  /// takes twice as long.
  private static void softplus(long x, long y, long z, int count) {
    for (int i = 0; i < count; i++) {
      double u = 1 + get(y, i);
      set(z, i, Math.max(get(x, i), 0) + Math.log(u) - (u - 1 - get(y, i)) / u);
    }
  }

  private static void bitTerm(long x, long y, long z, int count) {
    for (int i = 0; i < count; i++) {
      set(z, i, get(x, i) * get(y, i) - Math.max(get(y, i), 0));
    }
  }

  private static void any(Elementwise f, long x, long y, long z, int count, double s, double t) {
    for (int i = 0; i < count; i++) {
      set(z, i, f.of(get(x, i), get(y, i), s, t));
    }
  }

  static void fill(long z, int count, double value) {
    for (int i = 0; i < count; i++) {
      set(z, i, value);
    }
  }

  static double sum(long x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += get(x, i);
    }
    return sum;
  }

  static double sumOfLog1p(long x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.log1p(get(x, i));
    }
    return sum;
  }

  static double max(long x, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, get(x, i));
    }
    return max;
  }

  private static double get(long address, int i) {
    return Memory.getDouble(address + 8L * i);
  }

  private static void set(long address, int i, double value) {
    Memory.setDouble(address + 8L * i, value);
  }
}
