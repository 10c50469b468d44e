package org.vaelab.graph.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;
import org.vaelab.parallel.Workers;

/// A fused loop over the elements of a space `[rows, columns]`, in tiles that stay in the L1 cache:
/// for each tile one pass per instruction, over registers of [#BLOCK] numbers. It is cut into rows
/// or columns; what no piece can finish by itself is summed from the pieces' accumulators.
///
/// @param outer sizes of the dimensions that the rows run over
/// @param columns size of the innermost dimension
/// @param accumulators numbers in a piece's accumulators
/// @param registers number of registers, of which the loads and instructions name one each
record Loop(
    Element element,
    long[] outer,
    int columns,
    Load[] loads,
    Instruction[] instructions,
    Fold[] folds,
    long accumulators,
    int registers,
    Cut cut)
    implements Step {
  private static final int BLOCK = 1024;
  // From so many rows on, their columns are summed by several rows at once, which is faster where
  // they are short and loses less to rounding.
  private static final int MANY_ROWS = 2048;
  // Floats of the longest vectors there are.
  private static final int VECTOR = 16;

  /// An operand from memory.
  ///
  /// @param slot −1 for a constant
  /// @param strides of the outer dimensions
  /// @param whole whether it has an element for each of the space, in order
  record Load(
      int slot,
      long offset,
      long[] strides,
      long columnStride,
      boolean whole,
      double constant,
      int register) {

    /// Whether all rows of the space read the same row from memory.
    boolean isRow() {
      return slot >= 0 && columnStride == 1 && invariant();
    }

    boolean invariant() {
      for (long stride : strides) {
        if (stride != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /// @param slot where the result is stored, or −1 if it only lives in its register
  record Instruction(
      Elementwise operation, int x, int y, double s, double t, int register, int slot) {

    /// Whether it is x + y, stored nowhere.
    boolean isSum() {
      return operation == Elementwise.ADD && x != y && slot < 0;
    }

    /// The same with another register in the place of one.
    Instruction reading(int from, int to) {
      return new Instruction(
          operation, x == from ? to : x, y == from ? to : y, s, t, register, slot);
    }
  }

  /// A reduction of a register.
  ///
  /// @param strides of the result in the outer dimensions, 0 where they are reduced
  /// @param reducesColumns whether the innermost dimension is reduced
  /// @param accumulator position of a piece's own sums among its accumulators
  /// @param perRow whether each row has a result of its own
  /// @param lines results that are combined in the end, as the rows of a tile have one each
  record Fold(
      Reducer reducer,
      int register,
      int slot,
      long[] strides,
      boolean reducesColumns,
      int count,
      long accumulator,
      boolean perRow,
      int lines) {

    /// The same with another register in the place of one.
    Fold reading(int from, int to) {
      return new Fold(
          reducer,
          register == from ? to : register,
          slot,
          strides,
          reducesColumns,
          count,
          accumulator,
          perRow,
          lines);
    }
  }

  /// @param byRows whether pieces are of rows, else of columns
  /// @param direct of each fold, whether a piece has all that results are made of and writes them
  ///     where they belong
  /// @param unit of which all pieces of rows but the last are multiples
  record Cut(int pieces, boolean byRows, int unit, boolean[] direct) {

    /// Of columns where rows are few, or where they are long and nothing is summed along them.
    static Cut of(long rows, int columns, long work, Fold[] folds) {
      int pieces = Pieces.of(work, Math.max(rows / 2, columns / VECTOR));
      boolean few = pieces > 1 && rows < 2L * pieces;
      boolean acrossRows =
          columns >= (long) pieces * BLOCK
              && folds.length > 0
              && Arrays.stream(folds).noneMatch(Fold::reducesColumns);
      return of(pieces, !few && !acrossRows, 1, columns, folds);
    }

    private static Cut of(int pieces, boolean byRows, int unit, int columns, Fold[] folds) {
      boolean[] direct = new boolean[folds.length];
      for (int i = 0; i < direct.length; i++) {
        Fold fold = folds[i];
        direct[i] = byRows ? fold.perRow : !fold.reducesColumns && fold.count == columns;
      }
      return new Cut(pieces, byRows, unit, direct);
    }

    boolean allDirect() {
      for (boolean each : direct) {
        if (!each) {
          return false;
        }
      }
      return true;
    }
  }

  static Loop of(
      Element element,
      long[] outer,
      int columns,
      Load[] loads,
      Instruction[] instructions,
      Fold[] folds,
      long accumulators,
      int registers) {
    long rows = Shapes.count(outer);
    Cut cut = Cut.of(rows, columns, work(rows, columns, instructions, folds), folds);
    return new Loop(
        element, outer, columns, loads, instructions, folds, accumulators, registers, cut);
  }

  /// The same loop with less to do.
  Loop of(Load[] loads, Instruction[] instructions, Fold[] folds) {
    return of(element, outer, columns, loads, instructions, folds, accumulators, registers);
  }

  /// The same loop in pieces of rows.
  ///
  /// @param more work that is done with the rows
  /// @param unit of which all pieces but the last are multiples
  Loop cutByRows(long more, int unit) {
    int pieces = Pieces.of(work() + more, rows() / unit);
    Cut rows = Cut.of(pieces, true, unit, columns, folds);
    return new Loop(
        element, outer, columns, loads, instructions, folds, accumulators, registers, rows);
  }

  /// Whether it is in the pieces of a product, which another product must not change.
  boolean isCutForProduct() {
    return cut.unit > 1;
  }

  /// Whether each element of the space reads the product's element at its own place, and no other.
  boolean isOver(ProductStep product) {
    return rows() == product.m()
        && columns == product.n()
        && Arrays.stream(loads)
            .filter(load -> load.slot == product.slot())
            .allMatch(load -> load.whole && load.offset == 0);
  }

  @Override
  public String name() {
    List<String> parts = new ArrayList<>();
    for (Instruction instruction : instructions) {
      parts.add(instruction.operation.name());
    }
    for (Fold fold : folds) {
      parts.add((fold.reducesColumns ? "row " : "column ") + fold.reducer.name());
    }
    return "loop [%d, %d] %s".formatted(rows(), columns, String.join(" ", parts).toLowerCase());
  }

  @Override
  public long work() {
    return work(rows(), columns, instructions, folds);
  }

  private static long work(long rows, int columns, Instruction[] instructions, Fold[] folds) {
    return rows * columns * (instructions.length + folds.length);
  }

  @Override
  public long scratch() {
    return (long) registers * BLOCK;
  }

  @Override
  public long sums() {
    return cut.allDirect() ? 0 : cut.pieces * accumulators;
  }

  long rows() {
    return Shapes.count(outer);
  }

  /// Of a tile.
  int tileRows() {
    return tileRows(columns);
  }

  /// What makes rows of an operand before they are read.
  @FunctionalInterface
  interface Rows {
    void make(int from, int to);
  }

  @Override
  public Workers.Job on(long[] addresses, long scratch, long sums) {
    return on(addresses, scratch, sums, Integer.MAX_VALUE, (from, to) -> {});
  }

  /// @param atOnce rows that are made at once, or up to a unit more, so that no fewer are left
  Workers.Job on(long[] addresses, long scratch, long sums, int atOnce, Rows operand) {
    Tiles tiles = new Tiles(this, addresses, scratch);
    return (part, parts) -> run(tiles, sums, part, parts, atOnce, operand);
  }

  private void run(Tiles tiles, long sums, int part, int parts, int atOnce, Rows operand) {
    tiles.forget();
    int pieces = cut.pieces;
    int begin = Pieces.first(pieces, part, parts);
    int end = Pieces.first(pieces, part + 1, parts);
    if (!cut.byRows) {
      for (int piece = begin; piece < end; piece++) {
        tiles.begin(accumulators(sums, piece), columnBound(piece), columnBound(piece + 1));
        tiles.run(0, rows());
      }
      return;
    }
    // No fewer rows are made than a unit.
    long most = (long) atOnce + cut.unit - 1;
    long made = rowBound(begin);
    for (int piece = begin; piece < end; piece++) {
      tiles.begin(accumulators(sums, piece), 0, columns);
      long last = rowBound(piece + 1);
      long next;
      for (long row = rowBound(piece); row < last; row = next) {
        next = last - row <= most ? last : row + atOnce;
        if (made < next) {
          made = next < last ? next : lastBound(piece + 1, end, row + most);
          operand.make((int) row, (int) made);
        }
        tiles.run(row, next);
      }
    }
  }

  /// The last end of a piece up to a row: those that are small are made with others.
  private long lastBound(int piece, int end, long most) {
    int bound = piece;
    while (bound < end && rowBound(bound + 1) <= most) {
      bound++;
    }
    return rowBound(bound);
  }

  private long accumulators(long sums, int piece) {
    return sums + element.bytes() * piece * accumulators;
  }

  private long rowBound(int piece) {
    return piece == cut.pieces ? rows() : rows() * piece / cut.pieces / cut.unit * cut.unit;
  }

  private int columnBound(int piece) {
    return piece == cut.pieces ? columns : (int) ((long) columns * piece / cut.pieces) & -VECTOR;
  }

  @Override
  public void finish(long[] addresses, long sums) {
    for (int f = 0; f < folds.length; f++) {
      if (!cut.direct[f]) {
        Fold fold = folds[f];
        long target = addresses[fold.slot];
        for (int i = 0; i < cut.pieces * fold.lines; i++) {
          long line = fold.accumulator + (long) (i % fold.lines) * fold.count;
          long own = sums + element.bytes() * (i / fold.lines * accumulators + line);
          if (i == 0) {
            element.copy(own, target, fold.count);
          } else {
            element.run(fold.reducer.combination(), target, own, target, fold.count, 0, 0);
          }
        }
      }
    }
  }

  /// Rows of a tile: as many as fit a block, and if possible so many that vectors fill them.
  private static int tileRows(int columns) {
    int rows = Math.max(1, BLOCK / columns);
    int filled = VECTOR / Math.min(VECTOR, Integer.lowestOneBit(columns));
    return rows > filled ? rows - rows % filled : rows;
  }

  /// The lines of a fold that sums so many rows into one.
  static int lines(long rows, int columns) {
    return rows < MANY_ROWS ? 1 : tileRows(columns);
  }

  /// The state of one thread's runs: where each register lies for the current tile.
  private static final class Tiles {
    private final Loop loop;
    private final Element element;
    private final long bytes;
    private final long[] addresses;
    private final long scratch;
    private final long[] registers;
    private final boolean[] direct;
    private long accumulators;
    private int from;
    private int to;
    private boolean first;

    Tiles(Loop loop, long[] addresses, long scratch) {
      this.loop = loop;
      this.element = loop.element;
      this.bytes = element.bytes();
      this.addresses = addresses;
      this.scratch = scratch;
      // No two threads write to the same line of the cache.
      this.registers = new long[loop.registers + VECTOR];
      this.direct = loop.cut.direct;
    }

    /// Begins a run: others have used the scratch.
    void forget() {
      from = 0;
      to = 0;
    }

    /// Begins a piece of these columns.
    ///
    /// @param sums address of its accumulators
    void begin(long sums, int fromColumn, int toColumn) {
      // The piece before may have left what no row changes.
      first = from != fromColumn || to != toColumn;
      from = fromColumn;
      to = toColumn;
      accumulators = sums;
      empty();
    }

    void run(long fromRow, long toRow) {
      int width = to - from;
      boolean wholeRows = width == loop.columns;
      int tall = wholeRows ? tileRows(loop.columns) : 1;
      for (long row = fromRow; row < toRow; row += tall) {
        int height = (int) Math.min(tall, toRow - row);
        int wide;
        for (int column = from; column < to; column += wide) {
          wide = Math.min(BLOCK, to - column);
          // What no row changes stays in its register, unless the columns come in pieces.
          load(row, height, column, wide, first || width > BLOCK, first ? tall : height);
          compute(row, column, height * wide);
          for (int i = 0; i < direct.length; i++) {
            fold(loop.folds[i], direct[i], row, height, column, wide);
          }
          first = false;
        }
      }
    }

    private void empty() {
      for (int i = 0; i < direct.length; i++) {
        Fold fold = loop.folds[i];
        double nothing = fold.reducer.ofNothing();
        if (!direct[i]) {
          element.fill(accumulators + bytes * fold.accumulator, fold.lines * fold.count, nothing);
        } else if (!fold.reducesColumns) {
          element.fill(addresses[fold.slot] + bytes * from, to - from, nothing);
        }
      }
    }

    private long scratchOf(int register) {
      return scratch + bytes * BLOCK * register;
    }

    private void load(long row, int height, int column, int wide, boolean all, int fillHeight) {
      for (Load load : loop.loads) {
        if (load.whole) {
          registers[load.register] =
              addresses[load.slot] + bytes * (load.offset + row * loop.columns + column);
        } else if (height == 1 && load.slot >= 0 && load.columnStride == 1) {
          registers[load.register] =
              addresses[load.slot] + bytes * (load.offset + position(load.strides, row) + column);
        } else {
          long target = scratchOf(load.register);
          registers[load.register] = target;
          boolean invariant = load.invariant();
          if (all || !invariant) {
            int lines = invariant ? fillHeight : height;
            for (int i = 0; i < lines; i++) {
              spread(load, invariant ? 0 : row + i, column, wide, target + bytes * i * wide);
            }
          }
        }
      }
    }

    private void spread(Load load, long row, int column, int wide, long target) {
      if (load.slot < 0) {
        element.fill(target, wide, load.constant);
        return;
      }
      long source =
          addresses[load.slot]
              + bytes * (load.offset + position(load.strides, row) + column * load.columnStride);
      if (load.columnStride == 1) {
        element.run(Elementwise.COPY, source, source, target, wide, 0, 0);
      } else if (load.columnStride == 0) {
        element.fill(target, wide, element.get(source));
      } else {
        for (int i = 0; i < wide; i++) {
          element.set(target + bytes * i, element.get(source + bytes * i * load.columnStride));
        }
      }
    }

    private long position(long[] strides, long row) {
      long position = 0;
      long rest = row;
      for (int d = strides.length - 1; d > 0; d--) {
        long size = loop.outer[d];
        position += rest % size * strides[d];
        rest /= size;
      }
      return strides.length == 0 ? 0 : position + rest * strides[0];
    }

    private void compute(long row, int column, int count) {
      for (Instruction instruction : loop.instructions) {
        long target =
            instruction.slot < 0
                ? scratchOf(instruction.register)
                : addresses[instruction.slot] + bytes * (row * loop.columns + column);
        long x = registers[instruction.x];
        long y = registers[instruction.y];
        element.run(instruction.operation, x, y, target, count, instruction.s, instruction.t);
        registers[instruction.register] = target;
      }
    }

    private void fold(Fold fold, boolean direct, long row, int height, int column, int wide) {
      long target = direct ? addresses[fold.slot] : accumulators + bytes * fold.accumulator;
      if (fold.lines > 1) {
        element.run(
            fold.reducer.combination(),
            target,
            registers[fold.register],
            target,
            height * wide,
            0,
            0);
        return;
      }
      for (int i = 0; i < height; i++) {
        long x = registers[fold.register] + bytes * i * wide;
        long z = target + bytes * position(fold.strides, row + i);
        if (!fold.reducesColumns) {
          long sums = z + bytes * column;
          element.run(fold.reducer.combination(), sums, x, sums, wide, 0, 0);
        } else {
          double value = fold.reducer.of(element, x, wide);
          boolean first = direct && column == 0;
          element.set(z, first ? value : fold.reducer.combined(element.get(z), value));
        }
      }
    }
  }
}
