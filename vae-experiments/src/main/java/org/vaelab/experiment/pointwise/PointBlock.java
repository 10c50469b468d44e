package org.vaelab.experiment.pointwise;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.data.Observations;
import org.vaelab.data.Points;

/// Consecutive points of a choice, as they are sent to where they are computed. Numbers are rounded
/// by the sizes of the arrays that they are in, so all ways to compute use the same blocks.
///
/// @param from position of the first among all chosen points
/// @param ids of the B points in their set, which key their noise
/// @param x `[B, D]`, row-major
public record PointBlock(int from, int[] ids, float[] x) implements Serializable {
  /// Points of a block, but for the last.
  public static final int SIZE = 100;

  /// Cuts a choice of points into blocks.
  ///
  /// @throws org.vaelab.data.DataException if the points have missing values
  public static List<PointBlock> of(Points points) {
    points.observations().requireMask(false);
    List<PointBlock> blocks = new ArrayList<>();
    for (int from = 0; from < points.count(); from += SIZE) {
      Points part = points.slice(from, Math.min(points.count(), from + SIZE));
      blocks.add(new PointBlock(from, part.ids(), part.x()));
    }
    return blocks;
  }

  /// B
  public int count() {
    return ids.length;
  }

  /// The points, under their own ids.
  public Points points() {
    return new Points(new Rows(ids, x), ids);
  }

  /// Positions from (inclusive) to (exclusive) within this block.
  PointBlock part(int first, int last) {
    int dimension = x.length / ids.length;
    return new PointBlock(
        from + first,
        Arrays.copyOfRange(ids, first, last),
        Arrays.copyOfRange(x, first * dimension, last * dimension));
  }

  /// A set of which only the rows of a block are here.
  private record Rows(int[] ids, float[] x) implements Observations {
    @Override
    public int count() {
      return Arrays.stream(ids).max().orElse(-1) + 1;
    }

    @Override
    public int dimension() {
      return x.length / ids.length;
    }

    @Override
    public int height() {
      return 1;
    }

    @Override
    public int width() {
      return dimension();
    }

    @Override
    public void copyRow(int index, long epoch, float[] out, int offset) {
      int row = 0;
      while (ids[row] != index) {
        row++;
      }
      System.arraycopy(x, row * dimension(), out, offset, dimension());
    }
  }
}
