package org.vaelab.evidence.exact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.graph.TooLargeException;
import org.vaelab.progress.Interrupts;

/// A graph in double precision as a function of points, with everything else held fixed. The points
/// stream through an input of [#CHUNK] rows, as the K samples of a batch of one.
final class PointFunction implements AutoCloseable {
  static final int CHUNK = 1024;

  private final CompiledGraph compiled;
  private final List<String> outputs;
  private final int pointSize;
  private final Inputs inputs = new Inputs(DataType.DOUBLE);
  private final Map<String, INDArray> fixed = new HashMap<>();
  private final INDArray points;

  /// @param outputs names of outputs of [#CHUNK] values each
  /// @param pointsName the input `[CHUNK, pointSize]`
  PointFunction(
      GraphExecutor executor, Graph graph, List<String> outputs, String pointsName, int pointSize) {
    this.compiled = executor.compile(graph, outputs, List.of());
    this.outputs = outputs;
    this.pointSize = pointSize;
    this.points = HostArrays.zeros(DataType.DOUBLE, CHUNK, pointSize);
    inputs.share(pointsName, points);
  }

  PointFunction with(Parameters theta) {
    theta.arrays().forEach((name, array) -> fix(name, array.castTo(DataType.DOUBLE)));
    return this;
  }

  /// One row of values.
  PointFunction with(String name, float[] row) {
    INDArray array = HostArrays.zeros(DataType.DOUBLE, 1, row.length);
    for (int i = 0; i < row.length; i++) {
      array.data().put(i, (double) row[i]);
    }
    fix(name, array);
    return this;
  }

  private void fix(String name, INDArray array) {
    inputs.share(name, array);
    INDArray before = fixed.put(name, array);
    if (before != null) {
      before.close();
    }
  }

  /// Writes the coordinates of one point.
  @FunctionalInterface
  interface Points {
    void write(int index, double[] out, int offset);
  }

  /// Every output at each of `count` points, `[outputs][count]`.
  double[][] at(int count, Points source) {
    double[][] values = new double[outputs.size()][count];
    double[] buffer = new double[TooLargeException.elements("the points", CHUNK, pointSize)];
    for (int from = 0; from < count; from += CHUNK) {
      Interrupts.check();
      int rows = Math.min(CHUNK, count - from);
      for (int row = 0; row < rows; row++) {
        source.write(from + row, buffer, row * pointSize);
      }
      // A last chunk that is not full keeps points of the one before: their values are not read.
      points.data().asNioDouble().put(buffer);
      Results results = compiled.run(inputs);
      for (int o = 0; o < outputs.size(); o++) {
        double[] chunk = results.output(outputs.get(o)).dup('c').data().asDouble();
        System.arraycopy(chunk, 0, values[o], from, rows);
      }
    }
    return values;
  }

  /// Every output at the nodes of a lattice.
  double[][] at(Lattice lattice) {
    return at(
        lattice.size(),
        (node, out, offset) -> {
          for (int d = 0; d < pointSize; d++) {
            out[offset + d] = lattice.coordinate(node, d);
          }
        });
  }

  @Override
  public void close() {
    compiled.close();
    inputs.close();
    fixed.values().forEach(INDArray::close);
    points.close();
  }
}
