package org.vaelab.data;

import java.util.Arrays;
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

  /// Whether values may be missing: those are 0 in [#copyRow].
  default boolean masked() {
    return false;
  }

  /// Writes 1 for each observed and 0 for each missing value of data point `index`, as seen in
  /// `epoch`, to `out[offset..offset+D-1]`.
  default void copyMask(int index, long epoch, float[] out, int offset) {
    Arrays.fill(out, offset, offset + dimension(), 1);
  }

  /// @param taken whether a model takes the mask of these data
  /// @throws DataException if it does and there is none, or if there is one and it does not
  default void requireMask(boolean taken) {
    if (taken && !masked()) {
      throw new DataException(
          "The model leaves out what a mask calls missing, but these data have no mask; give them one, or a likelihood without Likelihood.Observed.");
    } else if (!taken && masked()) {
      throw new DataException(
          "These data have missing values, which the model would take for zeros; put its likelihood into Likelihood.Observed.");
    }
  }

  /// The data points at `indices`, as they are seen here.
  default Observations subset(int[] indices) {
    return new Subset(this, indices);
  }

  /// The data points from (inclusive) to (exclusive) with their indices and values, and nothing of
  /// the others: an object that can be serialised.
  ///
  /// @throws DataException if these data cannot be cut so
  default Observations slice(int from, int to) {
    throw new DataException(
        "These data points cannot be sent to other machines in parts; train in this process.");
  }

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

  /// The masks of the data points at `indices`, `[B, D]`, written to the start of `out`.
  default void batchMask(int[] indices, long epoch, float[] out) {
    for (int i = 0; i < indices.length; i++) {
      copyMask(indices[i], epoch, out, i * dimension());
    }
  }

  /// Images under a binarisation; stochastic bits and dequantised levels are drawn anew in each
  /// epoch, keyed by (seed, epoch, datum).
  static Observations of(ImageSet images, Binarisation binarisation, long seed) {
    return switch (binarisation) {
      case STOCHASTIC -> new StochasticObservations(images, 0, seed);
      case DEQUANTISED -> new DequantisedObservations(images, 0, seed);
      case THRESHOLD, NONE -> frozen(images, binarisation, seed);
    };
  }

  /// Images under a binarisation whose values are drawn once and stay the same in every epoch.
  static FrozenObservations frozen(ImageSet images, Binarisation binarisation, long seed) {
    return frozen(images, 0, binarisation, seed);
  }

  /// Some images of a larger set with the values that they have in it.
  ///
  /// @param first index of the first image in that set; here it has index 0
  static FrozenObservations frozen(
      ImageSet images, int first, Binarisation binarisation, long seed) {
    return switch (binarisation) {
      case STOCHASTIC ->
          FrozenObservations.from(first, new StochasticObservations(images, first, seed));
      case THRESHOLD -> FrozenObservations.from(0, LevelObservations.threshold(images));
      case NONE -> FrozenObservations.from(0, LevelObservations.grey(images));
      case DEQUANTISED ->
          FrozenObservations.from(first, new DequantisedObservations(images, first, seed));
    };
  }

  /// Data that are no images, the same in every epoch; as a picture, a data point is one line.
  ///
  /// @param rows `[N, D]`, row-major, copied
  /// @param dimension D
  /// @throws DataException if `rows` is empty or its length is no multiple of `dimension`
  static Observations ofRows(float[] rows, int dimension) {
    return new RowObservations(0, rows.clone(), dimension);
  }
}
