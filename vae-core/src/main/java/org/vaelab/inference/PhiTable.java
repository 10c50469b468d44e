package org.vaelab.inference;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.HostArrays;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// φ of N data points, `[N, P]`, with the moments of its optimiser, in native memory.
public final class PhiTable implements AutoCloseable {
  private static final long START = Long.MIN_VALUE; // No visit has a negative key.

  private final PosteriorFamily family;
  private final int latentSize;
  private final INDArray phi;
  private Optional<Moments> moments = Optional.empty();

  /// Adam's, `[N, P]` each, and the steps that each row has had with them, `[N]`: visits that a
  /// tolerance ends take different numbers of steps, and bias correction needs each row's own.
  record Moments(INDArray first, INDArray second, int[] steps) implements AutoCloseable {
    private static Moments zeros(int count, int width) {
      return new Moments(
          HostArrays.zeros(DataType.FLOAT, count, width),
          HostArrays.zeros(DataType.FLOAT, count, width),
          new int[count]);
    }

    void clear() {
      HostArrays.clear(first);
      HostArrays.clear(second);
      Arrays.fill(steps, 0);
    }

    private void gather(Moments from, int[] rows) {
      HostArrays.gatherRows(from.first, rows, first);
      HostArrays.gatherRows(from.second, rows, second);
      for (int i = 0; i < rows.length; i++) {
        steps[i] = from.steps[rows[i]];
      }
    }

    private void scatter(Moments to, int[] rows) {
      HostArrays.scatterRows(first, to.first, rows);
      HostArrays.scatterRows(second, to.second, rows);
      for (int i = 0; i < rows.length; i++) {
        to.steps[rows[i]] = steps[i];
      }
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  /// Copies of the moments of a table that keeps them.
  ///
  /// @param first `[N, P]`, row-major
  /// @param second `[N, P]`, row-major, none negative
  /// @param steps that each row has had, `[N]`
  public record Kept(float[] first, float[] second, int[] steps) implements Serializable {
    /// Whether they can be those of rows of so many numbers in all, so many each.
    public boolean fits(int size, int width) {
      return first.length == size && second.length == size && (long) steps.length * width == size;
    }
  }

  private PhiTable(PosteriorFamily family, int latentSize, INDArray phi) {
    this.family = family;
    this.latentSize = latentSize;
    this.phi = phi;
  }

  /// Zeros for N points.
  public static PhiTable zeros(PosteriorFamily family, int latentSize, int count) {
    return new PhiTable(
        family, latentSize, HostArrays.zeros(DataType.FLOAT, count, family.rowSize(latentSize)));
  }

  /// The family's initial row for each point.
  ///
  /// @param ids of the N points
  /// @param noise for families whose rows do not all start alike
  public static PhiTable initial(
      PosteriorFamily family,
      int latentSize,
      int[] ids,
      NoiseSource<Purpose.LocalOptimisation> noise) {
    PhiTable table = zeros(family, latentSize, ids.length);
    table.reset(ids, noise);
    return table;
  }

  /// Given rows, which are copied.
  ///
  /// @param rows `[N, P]`, row-major
  /// @throws IllegalArgumentException if they are no whole rows
  public static PhiTable of(PosteriorFamily family, int latentSize, float[] rows) {
    int width = family.rowSize(latentSize);
    if (rows.length == 0 || rows.length % width != 0) {
      throw new IllegalArgumentException(
          "%d numbers are no rows of %d, which a %s over %d latent dimensions has."
              .formatted(rows.length, width, family.label(), latentSize));
    }
    long[] shape = {rows.length / width, width};
    return new PhiTable(family, latentSize, HostArrays.create(DataType.FLOAT, rows, shape));
  }

  /// What a row parameterises.
  public PosteriorFamily family() {
    return family;
  }

  /// N
  public int count() {
    return (int) phi.size(0);
  }

  /// P
  public int width() {
    return (int) phi.size(1);
  }

  /// The live array, `[N, P]`.
  INDArray array() {
    return phi;
  }

  /// The live moments, zero at first.
  Moments moments() {
    if (moments.isEmpty()) {
      moments = Optional.of(Moments.zeros(count(), width()));
    }
    return moments.get();
  }

  /// Makes the moments those of rows that had no step.
  public void clearMoments() {
    moments().clear();
  }

  /// This table, which from now on has moments, zero at first: [#gather] and [#scatter] take them
  /// along.
  public PhiTable keepingMoments() {
    moments();
    return this;
  }

  /// This table with the given moments, which are copied.
  ///
  /// @throws IllegalArgumentException if there are not as many as the rows have
  public PhiTable keeping(Kept kept) {
    if (!kept.fits(count() * width(), width())) {
      throw new IllegalArgumentException(
          "%d, %d and %d numbers are no moments and steps of %d rows of %d."
              .formatted(
                  kept.first.length, kept.second.length, kept.steps.length, count(), width()));
    }
    HostArrays.fill(moments().first, kept.first);
    HostArrays.fill(moments().second, kept.second);
    System.arraycopy(kept.steps, 0, moments().steps, 0, count());
    return this;
  }

  /// Copies of the moments, if the table has any.
  public Optional<Kept> kept() {
    return moments.map(
        m -> new Kept(HostArrays.floats(m.first), HostArrays.floats(m.second), m.steps.clone()));
  }

  /// A copy of all rows, `[N, P]`, row-major.
  public float[] rows() {
    return HostArrays.floats(phi);
  }

  /// A copy of one row, `[P]`.
  public float[] row(int i) {
    float[] row = new float[width()];
    HostArrays.copyRow(phi, i, row);
    return row;
  }

  /// Overwrites all rows.
  ///
  /// @param rows `[N, P]`
  void assign(INDArray rows) {
    HostArrays.copyRows(rows, 0, phi, 0, count());
  }

  /// Overwrites one row.
  public void assign(int i, float[] row) {
    HostArrays.fillRow(phi, i, row);
  }

  /// Overwrites all rows with the family's initial ones.
  ///
  /// @param ids of the N points
  public void reset(int[] ids, NoiseSource<Purpose.LocalOptimisation> noise) {
    for (int i = 0; i < ids.length; i++) {
      assign(i, family.initialRow(latentSize, noise.at(START, ids[i])));
    }
  }

  /// A table of the rows from (inclusive) to (exclusive), which are copied without moments.
  public PhiTable copy(int from, int to) {
    PhiTable copy = zeros(family, latentSize, to - from);
    HostArrays.copyRows(phi, from, copy.phi, 0, to - from);
    return copy;
  }

  /// Overwrites rows with those of another table, from row `at` on.
  public void put(int at, PhiTable other) {
    HostArrays.copyRows(other.phi, 0, phi, at, other.count());
  }

  /// Copies of the given rows, and of their moments if the table has any.
  public PhiRows copy(int[] rows) {
    try (PhiTable copy = zeros(family, latentSize, rows.length)) {
      copy.gather(this, rows);
      return new PhiRows(copy.rows(), copy.kept().stream().toList());
    }
  }

  /// Overwrites the given rows, and their moments if the table has any.
  public void put(int[] rows, PhiRows values) {
    try (PhiTable table = values.table(family, latentSize)) {
      table.scatter(this, rows);
    }
  }

  /// Overwrites this table with the given rows of another, and with their moments if that has any.
  public void gather(PhiTable other, int[] rows) {
    HostArrays.gatherRows(other.phi, rows, phi);
    other.moments.ifPresent(from -> moments().gather(from, rows));
  }

  /// Overwrites the given rows of another table with this one, and their moments if that has any.
  public void scatter(PhiTable other, int[] rows) {
    HostArrays.scatterRows(phi, other.phi, rows);
    other.moments.ifPresent(to -> moments().scatter(to, rows));
  }

  @Override
  public void close() {
    phi.close();
    moments.ifPresent(Moments::close);
  }
}
