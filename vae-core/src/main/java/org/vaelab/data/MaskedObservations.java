package org.vaelab.data;

import java.util.random.RandomGenerator;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// Data points of which some values are missing, the same in every epoch.
///
/// @param complete the data points with all their values
/// @param mask which values are observed
public record MaskedObservations(Observations complete, Mask mask) implements Observations {
  /// Takes the place of the epoch in the key of masks; no epoch is negative.
  private static final long MASK = -2;

  /// Which values of each data point are observed.
  @FunctionalInterface
  public interface Mask {
    /// Writes 1 for each observed and 0 for each missing value of a data point to
    /// `out[offset..offset+D-1]`.
    void copy(int index, float[] out, int offset);
  }

  /// @throws DataException if values are missing already
  public MaskedObservations {
    if (complete.masked()) {
      throw new DataException("These data have a mask already; make one mask of both.");
    }
  }

  /// A row of the array for each data point, or one row for all.
  ///
  /// @param mask 1 for observed, 0 for missing, `[N, D]` or `[1, D]`, row-major
  /// @throws DataException if the array has another size, or other values
  public static MaskedObservations of(Observations complete, float[] mask) {
    int dimension = complete.dimension();
    boolean shared = mask.length == dimension;
    if (!shared && mask.length != (long) complete.count() * dimension) {
      throw new DataException(
          "A mask of %d values fits neither %d data points of %d values nor one."
              .formatted(mask.length, complete.count(), dimension));
    }
    for (float value : mask) {
      if (value != 0 && value != 1) {
        throw new DataException(
            "A mask holds 0 for missing and 1 for observed, not " + value + ".");
      }
    }
    float[] rows = mask.clone();
    return new MaskedObservations(
        complete,
        (index, out, offset) ->
            System.arraycopy(rows, shared ? 0 : index * dimension, out, offset, dimension));
  }

  /// Each value is missing with the same probability, independently, drawn once.
  public static MaskedObservations random(Observations complete, double missing, long seed) {
    NoiseSource noise = NoiseSource.of(seed, Purpose.BINARISATION);
    int dimension = complete.dimension();
    return new MaskedObservations(
        complete,
        (index, out, offset) -> {
          RandomGenerator generator = noise.at(MASK, index);
          for (int d = 0; d < dimension; d++) {
            out[offset + d] = generator.nextDouble() < missing ? 0 : 1;
          }
        });
  }

  @Override
  public int count() {
    return complete.count();
  }

  @Override
  public int dimension() {
    return complete.dimension();
  }

  @Override
  public int height() {
    return complete.height();
  }

  @Override
  public int width() {
    return complete.width();
  }

  @Override
  public boolean masked() {
    return true;
  }

  @Override
  public void copyMask(int index, long epoch, float[] out, int offset) {
    mask.copy(index, out, offset);
  }

  @Override
  public void copyRow(int index, long epoch, float[] out, int offset) {
    complete.copyRow(index, epoch, out, offset);
    float[] observed = new float[dimension()];
    copyMask(index, epoch, observed, 0);
    for (int d = 0; d < observed.length; d++) {
      out[offset + d] = observed[d] == 0 ? 0 : out[offset + d];
    }
  }
}
