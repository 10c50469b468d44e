package org.vaelab.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/// Results of consecutive parts of data points as those of all.
public final class Joined {
  private Joined() {}

  /// The values of each part, one behind the other.
  public static <T> double[] doubles(List<T> parts, Function<T, double[]> values) {
    return parts.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
  }

  /// The same for floats.
  public static <T> float[] floats(List<T> parts, Function<T, float[]> values) {
    float[] all = new float[parts.stream().map(values).mapToInt(each -> each.length).sum()];
    int to = 0;
    for (T part : parts) {
      float[] each = values.apply(part);
      System.arraycopy(each, 0, all, to, each.length);
      to += each.length;
    }
    return all;
  }

  /// Positions within each part as positions within all.
  ///
  /// @param count of the points of a part
  public static <T> int[] positions(
      List<T> parts, Function<T, int[]> positions, ToIntFunction<T> count) {
    IntStream.Builder all = IntStream.builder();
    int from = 0;
    for (T part : parts) {
      for (int position : positions.apply(part)) {
        all.add(from + position);
      }
      from += count.applyAsInt(part);
    }
    return all.build().toArray();
  }
}
