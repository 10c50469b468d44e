package org.vaelab.data;

import org.vaelab.parallel.Workers;

/// The data points x that a model sees: N rows of D values. Safe to read from several threads.
public interface Observations {

  /// Number of data points, N.
  int count();

  /// Values of one data point, D = height * width.
  int dimension();

  /// Rows of a data point shown as a picture.
  int height();

  /// Columns of a data point shown as a picture.
  int width();

  /// Writes the D values of data point `index`, as seen in `epoch`, to `out[offset..offset+D-1]`.
  /// The same index and epoch give the same values at every call.
  void copyRow(int index, long epoch, float[] out, int offset);

  /// The data points at `indices` as seen in `epoch`.
  ///
  /// @return `[B, D]`, row-major
  default float[] batch(int[] indices, long epoch) {
    float[] out = new float[Math.multiplyExact(indices.length, dimension())];
    batch(indices, epoch, out);
    return out;
  }

  /// The same, written to the start of `out`.
  default void batch(int[] indices, long epoch, float[] out) {
    int dimension = dimension();
    Workers.forRows(
        indices.length,
        dimension,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            copyRow(indices[i], epoch, out, i * dimension);
          }
        });
  }

  /// Images under a binarisation; stochastic bits are drawn anew in each epoch, keyed by
  /// (seed, epoch, datum).
  static Observations of(ImageSet images, Binarisation binarisation, long seed) {
    return switch (binarisation) {
      case STOCHASTIC -> new StochasticObservations(images, seed);
      case THRESHOLD, NONE -> frozen(images, binarisation, seed);
    };
  }

  /// Images under a binarisation whose bits are drawn once and stay the same in every epoch.
  static FrozenObservations frozen(ImageSet images, Binarisation binarisation, long seed) {
    return new FrozenObservations(
        switch (binarisation) {
          case STOCHASTIC -> new StochasticObservations(images, seed);
          case THRESHOLD -> LevelObservations.threshold(images);
          case NONE -> LevelObservations.grey(images);
        });
  }

  /// Data that are no images, the same in every epoch; as a picture, a data point is one line.
  ///
  /// @param rows `[N, D]`, row-major, copied
  /// @param dimension D
  /// @throws DataException if `rows` is empty or its length is no multiple of `dimension`
  static Observations ofRows(float[] rows, int dimension) {
    return new RowObservations(rows.clone(), dimension);
  }
}
