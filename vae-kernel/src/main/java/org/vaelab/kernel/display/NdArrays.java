package org.vaelab.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.files.Markup;

/// ND4J arrays: shape, type, a corner (as a table in pages), statistics.
final class NdArrays {
  private static final int CORNER = 6;
  private static final int TABLE_ROWS = 20;
  private static final int TABLE_COLUMNS = 12;

  private NdArrays() {}

  static void render(INDArray array, DisplayData data) {
    String title = title(array);
    if (array.wasClosed() || array.isEmpty() || array.dataType() == DataType.UTF8) {
      data.putText(title);
      return;
    }
    StringBuilder corner = new StringBuilder();
    appendCorner(array, corner);
    StringBuilder statistics = new StringBuilder();
    appendStatistics(array, statistics);
    data.putText(title + "\n" + corner + statistics);
    data.putHTML("<p>%s</p>%s<p>%s</p>".formatted(Markup.escape(title), table(array), statistics));
  }

  static String title(INDArray array) {
    return array.wasClosed()
        ? "INDArray, closed"
        : "INDArray %s %s".formatted(array.dataType(), Arrays.toString(array.shape()));
  }

  private static String table(INDArray array) {
    int rank = array.rank();
    long rowCount = rank < 2 ? 1 : array.size(rank - 2);
    long columnCount = rank == 0 ? 1 : array.size(rank - 1);
    int columns = (int) Math.min(columnCount, TABLE_COLUMNS);
    boolean whole = !array.dataType().isFPType();
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < Math.min(rowCount, TABLE_ROWS); row++) {
      List<Object> cells = new ArrayList<>();
      for (int column = 0; column < columns; column++) {
        double value = element(array, row, column);
        cells.add(whole ? (Object) (long) value : (Object) value);
      }
      rows.add(cells);
    }
    List<String> header = IntStream.range(0, columns).mapToObj(String::valueOf).toList();
    return (rank > 2 ? "<p>%s</p>".formatted(firstOf(array)) : "")
        + Tables.html(header, rows, rowCount)
        + Tables.more(columnCount - columns, "columns");
  }

  private static String firstOf(INDArray array) {
    return "first of %,d matrices:".formatted(array.length() / lastTwo(array));
  }

  private static void appendCorner(INDArray array, StringBuilder text) {
    int rank = array.rank();
    if (rank > 2) {
      text.append(firstOf(array)).append('\n');
    }
    long rows = rank < 2 ? 1 : array.size(rank - 2);
    long columns = rank == 0 ? 1 : array.size(rank - 1);
    for (long row = 0; row < Math.min(rows, CORNER); row++) {
      for (long column = 0; column < Math.min(columns, CORNER); column++) {
        text.append(number(element(array, row, column)));
      }
      text.append(columns > CORNER ? "  ...\n" : "\n");
    }
    if (rows > CORNER) {
      text.append("         ...\n");
    }
  }

  private static long lastTwo(INDArray array) {
    return Math.max(1, array.size(-1) * array.size(-2));
  }

  private static double element(INDArray array, long row, long column) {
    long[] index = new long[array.rank()];
    if (index.length > 0) {
      index[index.length - 1] = column;
    }
    if (index.length > 1) {
      index[index.length - 2] = row;
    }
    return index.length == 0 ? array.getDouble(0) : array.getDouble(index);
  }

  /// Statistics in double precision over the finite elements; the others are counted.
  private static void appendStatistics(INDArray array, StringBuilder text) {
    double[] values = array.dup('c').data().asDouble();
    long count = array.length();
    double sum = 0;
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    long finite = 0;
    for (int i = 0; i < count; i++) {
      if (Double.isFinite(values[i])) {
        sum += values[i];
        minimum = Math.min(minimum, values[i]);
        maximum = Math.max(maximum, values[i]);
        finite++;
      }
    }
    double mean = sum / finite;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      if (Double.isFinite(values[i])) {
        squares += (values[i] - mean) * (values[i] - mean);
      }
    }
    if (finite > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "min %.5g, max %.5g, mean %.5g, standard deviation %.5g",
              minimum,
              maximum,
              mean,
              Math.sqrt(squares / finite)));
    }
    if (finite < count) {
      text.append(", ").append(count - finite).append(" not finite");
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%11.4g", value);
  }
}
