package org.vaelab.bench;

import java.util.List;

/// What a unit of a task cannot be done without.
///
/// @param products of one repetition
/// @param repetitions how often a unit does them
/// @param adamBytes that the optimiser of a network's weights reads and writes in a unit
/// @param parts of the points, of which each thread does one after another by itself; 0 where all
///     threads share each product
record Work(List<Products.Shape> products, int repetitions, double adamBytes, int parts) {
  // Decoder rows at a time: so many that products lose little to their edges.
  private static final int ROWS = 5000;
  // As the toolkit parts the points of SVI and of importance sampling.
  private static final int POINTS_OF_SVI = 24;
  private static final int POINTS_OF_SAMPLING = 2;

  // A product and the loop after it.
  private static final int SECTIONS_PER_PRODUCT = 2;

  /// @throws UnsupportedOperationException if it is no work of products
  static Work of(Task task) {
    Fixture fixture = new Fixture(task);
    int batch = task.batch();
    return switch (task.kind()) {
      case TRAINING -> {
        Trained trained = fixture.trained();
        yield new Work(
            trained.trainingProducts(batch), 1, Hardware.adamBytes(trained.parameters()), 0);
      }
      case SVI ->
          new Work(
              fixture.inferred().inferenceProducts(batch),
              1,
              0,
              Math.max(1, batch / POINTS_OF_SVI));
      case LIKELIHOOD -> {
        long rows = (long) task.points() * task.samples();
        int chunks = Math.toIntExact(Math.max(1, rows / ROWS));
        yield new Work(
            new MlpVae(task).decoder((int) (rows / chunks)).forward(),
            chunks,
            0,
            Math.max(1, task.points() / POINTS_OF_SAMPLING));
      }
      case MIXTURE -> throw new UnsupportedOperationException("A mixture is no products.");
    };
  }

  /// Floating-point operations of a unit's products.
  double operations() {
    return repetitions * products.stream().mapToDouble(Products.Shape::operations).sum();
  }

  /// What the thread with the most of each product, or with the most points, has of all: 1/c where
  /// all parts are equal.
  double largestShare(int cores) {
    if (parts > 0) {
      return (double) Math.ceilDiv(parts, cores) / parts;
    }
    double most =
        products.stream().mapToDouble(one -> one.operations() * one.largestShare(cores)).sum();
    return repetitions * most / operations();
  }

  /// How often all threads get something to do.
  int sections() {
    return parts > 0 ? 1 : SECTIONS_PER_PRODUCT * products.size() * repetitions;
  }
}
