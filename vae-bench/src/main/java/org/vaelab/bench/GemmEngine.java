package org.vaelab.bench;

import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Workers;

/// The matrix products that a task cannot do without, by ND4J's OpenBLAS: no gradients with respect
/// to data, none with respect to frozen weights. The floor of any implementation on this BLAS.
final class GemmEngine implements EngineAdapter {
  static {
    NativeBackend.select();
  }

  /// Decoder rows at a time, as many as the toolkit's own importance sampling takes.
  private static final int ROWS = 5000;

  @Override
  public Workload open(Task task) {
    Fixture fixture = new Fixture(task);
    int batch = task.batch();
    return switch (task.kind()) {
      case TRAINING -> new Products(fixture.trained().trainingProducts(batch), task.units());
      case SVI -> new Products(fixture.inferred().inferenceProducts(batch), task.units());
      case LIKELIHOOD -> {
        long rows = (long) task.points() * task.samples();
        int chunks = Math.toIntExact(Math.max(1, rows / ROWS));
        Layers decoder = new MlpVae(task).decoder((int) (rows / chunks));
        yield new Products(decoder.forward(), chunks);
      }
      case MIXTURE -> throw new UnsupportedOperationException("A mixture is no products.");
    };
  }

  @Override
  public Numbers check(Task task) {
    throw new UnsupportedOperationException("Bare products compute no bound.");
  }

  @Override
  public String description() {
    return "%d threads, OpenBLAS".formatted(Workers.shared().count());
  }
}
