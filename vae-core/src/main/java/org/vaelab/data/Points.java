package org.vaelab.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Some data points of a set, with their identities, which key their noise.
///
/// @param observations the set, read as in its first epoch
/// @param ids indices of the N points in the set
public record Points(Observations observations, int[] ids) {

  /// @throws DataException if there are no points, or one that the set does not have
  public Points {
    if (ids.length == 0) {
      throw new DataException("A choice of no data points is empty; choose at least one.");
    }
    for (int id : ids) {
      if (id < 0 || id >= observations.count()) {
        throw new DataException(
            "There is no data point %d among %d.".formatted(id, observations.count()));
      }
    }
  }

  /// All points of a set.
  public static Points all(Observations observations) {
    return first(observations, observations.count());
  }

  /// The first points of a set.
  public static Points first(Observations observations, int count) {
    return new Points(observations, IntStream.range(0, count).toArray());
  }

  /// N
  public int count() {
    return ids.length;
  }

  /// The points from (inclusive) to (exclusive).
  public Points slice(int from, int to) {
    return new Points(observations, Arrays.copyOfRange(ids, from, to));
  }

  /// x `[N, D]`, row-major.
  public float[] x() {
    return observations.batch(ids, 0);
  }

  /// x of one point, `[D]`.
  public float[] row(int i) {
    float[] row = new float[observations.dimension()];
    observations.copyRow(ids[i], 0, row, 0);
    return row;
  }

  /// Whether both are the same points of one set.
  @Override
  public boolean equals(Object other) {
    return other instanceof Points(Observations set, int[] others)
        && set.equals(observations)
        && Arrays.equals(others, ids);
  }

  @Override
  public int hashCode() {
    return 31 * observations.hashCode() + Arrays.hashCode(ids);
  }
}
