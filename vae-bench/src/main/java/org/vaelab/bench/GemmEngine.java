package org.vaelab.bench;

import org.vaelab.nativemath.NativeBackend;
import org.vaelab.parallel.Workers;

/// The matrix products that a task cannot do without, by ND4J's OpenBLAS: no gradients with respect
/// to data, none with respect to frozen weights. The floor of any implementation on this BLAS.
final class GemmEngine implements EngineAdapter {
  static {
    NativeBackend.select();
  }

  @Override
  public Workload open(Task task) {
    Work work = Work.of(task);
    return new Products(work.products(), work.repetitions() * task.units());
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
