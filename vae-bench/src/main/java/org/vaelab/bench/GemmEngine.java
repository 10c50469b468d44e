package org.vaelab.bench;

import java.util.ArrayList;
import java.util.List;
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
    List<Integer> encoder = new ArrayList<>(task.hidden());
    encoder.addFirst(task.dataSize());
    encoder.addLast(2 * task.latentSize());
    List<Integer> decoder = new ArrayList<>(task.hidden().reversed());
    decoder.addFirst(task.latentSize());
    decoder.addLast(task.dataSize());
    return switch (task.kind()) {
      case TRAINING -> {
        List<Products.Shape> shapes = forward(encoder, task.batch());
        shapes.addAll(forward(decoder, task.batch()));
        shapes.addAll(weightGradients(decoder, task.batch()));
        shapes.addAll(inputGradients(decoder, task.batch(), 0));
        shapes.addAll(weightGradients(encoder, task.batch()));
        shapes.addAll(inputGradients(encoder, task.batch(), 1));
        yield new Products(shapes, task.units());
      }
      case SVI -> {
        List<Products.Shape> shapes = forward(decoder, task.batch());
        shapes.addAll(inputGradients(decoder, task.batch(), 0));
        yield new Products(shapes, task.units());
      }
      case LIKELIHOOD -> {
        long rows = (long) task.points() * task.samples();
        int chunks = Math.toIntExact(Math.max(1, rows / ROWS));
        yield new Products(forward(decoder, (int) (rows / chunks)), chunks);
      }
    };
  }

  private static List<Products.Shape> forward(List<Integer> widths, int rows) {
    List<Products.Shape> shapes = new ArrayList<>();
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      int in = widths.get(layer);
      int out = widths.get(layer + 1);
      shapes.add(new Products.Shape(false, false, rows, out, in));
    }
    return shapes;
  }

  private static List<Products.Shape> weightGradients(List<Integer> widths, int rows) {
    List<Products.Shape> shapes = new ArrayList<>();
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      int in = widths.get(layer);
      int out = widths.get(layer + 1);
      shapes.add(new Products.Shape(true, false, in, out, rows));
    }
    return shapes;
  }

  private static List<Products.Shape> inputGradients(
      List<Integer> widths, int rows, int firstLayer) {
    List<Products.Shape> shapes = new ArrayList<>();
    for (int layer = firstLayer; layer + 1 < widths.size(); layer++) {
      int in = widths.get(layer);
      int out = widths.get(layer + 1);
      shapes.add(new Products.Shape(false, true, rows, in, out));
    }
    return shapes;
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
