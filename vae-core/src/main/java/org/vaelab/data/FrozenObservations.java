package org.vaelab.data;

/// Images whose values are the same in every epoch: x = level / 255, where a drawn bit is level 0
/// or 255.
public final class FrozenObservations implements Observations {
  private static final float[] VALUES = new float[256];

  static {
    for (int level = 0; level < VALUES.length; level++) {
      VALUES[level] = level / 255f;
    }
  }

  private final ImageSet levels;

  FrozenObservations(ImageSet levels) {
    this.levels = levels;
  }

  static byte[] thresholdLevels(byte[] pixels) {
    byte[] levels = new byte[pixels.length];
    for (int i = 0; i < levels.length; i++) {
      // 127.5 is one half of 255: levels from 128 up are at least one half, and bytes from 128 up
      // are negative.
      levels[i] = (byte) (pixels[i] < 0 ? 255 : 0);
    }
    return levels;
  }

  /// The values as grey levels, with the labels of the images they came from.
  public ImageSet levels() {
    return levels;
  }

  /// SHA-256 of the uncompressed IDX image file that holds [#levels()], in lower-case hex: to be
  /// stored with results, and reproducible with any tool from an exported file.
  public String sha256() {
    return Idx.contentSha256(levels);
  }

  /// The data points at `indices`, in that order, with the values that they have here.
  ///
  /// @throws DataException if `indices` is empty or names a data point that does not exist
  public FrozenObservations subset(int[] indices) {
    return new FrozenObservations(levels.subset(indices));
  }

  @Override
  public int count() {
    return levels.count();
  }

  @Override
  public int dimension() {
    return levels.dimension();
  }

  @Override
  public int height() {
    return levels.height();
  }

  @Override
  public int width() {
    return levels.width();
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    int dimension = dimension();
    byte[] pixels = levels.pixels();
    int start = index * dimension;
    for (int d = 0; d < dimension; d++) {
      out[offset + d] = VALUES[pixels[start + d] & 0xFF];
    }
  }
}
