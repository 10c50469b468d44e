package org.vaelab.data;

import java.util.stream.IntStream;
import org.vaelab.files.Sha256;

/// Data points whose values are the same in every epoch, multiples of 1/255. Bits are drawn when
/// they are asked for, the same each time: no copy of the images is kept.
public final class FrozenObservations implements Observations {
  /// Takes the place of the epoch in the key of bits that are drawn once; no epoch is negative.
  private static final long FROZEN = -1;

  private static final int LARGEST_LEVEL = 255;

  private final Observations values;
  private final int[] points;

  private FrozenObservations(Observations values, int[] points) {
    this.values = values;
    this.points = points;
  }

  /// The data points from the given one on.
  static FrozenObservations from(int first, Observations values) {
    return new FrozenObservations(values, IntStream.range(first, values.count()).toArray());
  }

  /// SHA-256 of the uncompressed IDX image file that holds the values as grey levels, 255 for 1, in
  /// lower-case hex: to be stored with results, and reproducible with any tool from an exported
  /// file.
  public String sha256() {
    Sha256 hash = new Sha256().add(Idx.imagesHeader(count(), height(), width()));
    float[] row = new float[dimension()];
    byte[] levels = new byte[row.length];
    for (int i = 0; i < points.length; i++) {
      copyRow(i, FROZEN, row, 0);
      for (int d = 0; d < row.length; d++) {
        levels[d] = (byte) (int) (row[d] * LARGEST_LEVEL + 0.5f);
      }
      hash.add(levels);
    }
    return hash.hex();
  }

  /// The data points at `indices`, in that order, with the values that they have here.
  ///
  /// @throws DataException if `indices` is empty or names a data point that does not exist
  public FrozenObservations subset(int[] indices) {
    if (indices.length == 0) {
      throw new DataException("A choice of no images is empty; choose at least one.");
    }
    int[] chosen = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      ImageSet.requireIndex(indices[i], points.length);
      chosen[i] = points[indices[i]];
    }
    return new FrozenObservations(values, chosen);
  }

  @Override
  public int count() {
    return points.length;
  }

  @Override
  public Observations slice(int from, int to) {
    return RowObservations.of(this, from, to);
  }

  @Override
  public int dimension() {
    return values.dimension();
  }

  @Override
  public int height() {
    return values.height();
  }

  @Override
  public int width() {
    return values.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    values.copyRow(points[index], FROZEN, out, offset);
  }
}
