package org.vaelab.graph.compile;

import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;

/// A fused loop over the elements of a space `[rows, columns]`, in tiles that stay in the L1 cache:
/// for each tile one pass per instruction, over registers of [#BLOCK] numbers. The scratch has the
/// folds' accumulators, and the registers behind them.
///
/// @param outer sizes of the dimensions that the rows run over
/// @param columns size of the innermost dimension
/// @param accumulators numbers in the accumulators
/// @param registers number of registers, of which the loads and instructions name one each
record Loop(
    Element element,
    long[] outer,
    int columns,
    Load[] loads,
    Instruction[] instructions,
    Fold[] folds,
    long accumulators,
    int registers)
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
      Elementwise operation, int x, int y, double s, double t, int register, int slot) {}

  /// A reduction of a register.
  ///
  /// @param strides of the result in the outer dimensions, 0 where they are reduced
  /// @param reducesColumns whether the innermost dimension is reduced
  /// @param accumulator position of the part's own sums in its scratch
  /// @param perRow whether each row has a result of its own
  /// @param lines results that are combined in the end, as the rows of a tile have one each
  record Fold(
      boolean maximum,
      int register,
      int slot,
      long[] strides,
      boolean reducesColumns,
      int count,
      long accumulator,
      boolean perRow,
      int lines) {
    Elementwise operation() {
      return maximum ? Elementwise.MAX : Elementwise.ADD;
    }
  }

  @Override
  public long work() {
    return rows() * columns * (instructions.length + folds.length);
  }

  @Override
  public long scratch() {
    return accumulators + (long) registers * BLOCK;
  }

  private long rows() {
    return Shapes.count(outer);
  }

  private boolean splitsRows(int parts) {
    return rows() >= 2L * parts;
  }

  private boolean direct(Fold fold, int parts) {
    return fold.perRow && (parts == 1 || splitsRows(parts));
  }

  @Override
  public void run(long[] addresses, long scratch, int part, int parts) {
    long rows = rows();
    long fromRow = 0;
    long toRow = rows;
    int fromColumn = 0;
    int toColumn = columns;
    if (splitsRows(parts)) {
      fromRow = rows * part / parts;
      toRow = rows * (part + 1) / parts;
    } else {
      fromColumn = (int) ((long) columns * part / parts) & -16;
      toColumn = part + 1 == parts ? columns : (int) ((long) columns * (part + 1) / parts) & -16;
    }
    for (Fold fold : folds) {
      if (!direct(fold, parts)) {
        double empty = fold.maximum ? Double.NEGATIVE_INFINITY : 0;
        element.fill(scratch + element.bytes() * fold.accumulator, fold.lines * fold.count, empty);
      }
    }
    if (fromColumn == toColumn) {
      return;
    }
    new Tiles(this, addresses, scratch, parts).run(fromRow, toRow, fromColumn, toColumn);
  }

  @Override
  public void finish(long[] addresses, long scratch, long stride, int parts) {
    for (Fold fold : folds) {
      if (!direct(fold, parts)) {
        long target = addresses[fold.slot];
        for (int i = 0; i < parts * fold.lines; i++) {
          long line = fold.accumulator + (long) (i % fold.lines) * fold.count;
          long own = scratch + i / fold.lines * stride + element.bytes() * line;
          if (i == 0) {
            element.copy(own, target, fold.count);
          } else {
            element.run(fold.operation(), target, own, target, fold.count, 0, 0);
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

  /// The state of one part's run: where each register lies for the current tile.
  private static final class Tiles {
    private final Loop loop;
    private final Element element;
    private final long bytes;
    private final long[] addresses;
    private final long scratch;
    private final int parts;
    private final long[] registers;

    Tiles(Loop loop, long[] addresses, long scratch, int parts) {
      this.loop = loop;
      this.element = loop.element;
      this.bytes = element.bytes();
      this.addresses = addresses;
      this.scratch = scratch;
      this.parts = parts;
      this.registers = new long[loop.registers];
    }

    void run(long fromRow, long toRow, int fromColumn, int toColumn) {
      int width = toColumn - fromColumn;
      boolean wholeRows = width == loop.columns;
      int tall = wholeRows ? tileRows(loop.columns) : 1;
      boolean first = true;
      for (long row = fromRow; row < toRow; row += tall) {
        int height = (int) Math.min(tall, toRow - row);
        int wide;
        for (int column = fromColumn; column < toColumn; column += wide) {
          wide = Math.min(BLOCK, toColumn - column);
          // What no row changes stays in its register, unless the columns come in pieces.
          load(row, height, column, wide, first || width > BLOCK, first ? tall : height);
          compute(row, column, height * wide);
          for (Fold fold : loop.folds) {
            fold(fold, row, height, column, wide);
          }
          first = false;
        }
      }
    }

    private long scratchOf(int register) {
      return scratch + bytes * (loop.accumulators + (long) BLOCK * register);
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

    private void fold(Fold fold, long row, int height, int column, int wide) {
      boolean direct = loop.direct(fold, parts);
      long target = direct ? addresses[fold.slot] : scratch + bytes * fold.accumulator;
      if (fold.lines > 1) {
        element.run(
            fold.operation(), target, registers[fold.register], target, height * wide, 0, 0);
        return;
      }
      for (int i = 0; i < height; i++) {
        long x = registers[fold.register] + bytes * i * wide;
        long z = target + bytes * position(fold.strides, row + i);
        if (!fold.reducesColumns) {
          long sums = z + bytes * column;
          element.run(fold.operation(), sums, x, sums, wide, 0, 0);
        } else {
          double value = fold.maximum ? element.max(x, wide) : element.sum(x, wide);
          boolean first = direct && column == 0;
          element.set(z, first ? value : combined(fold, element.get(z), value));
        }
      }
    }

    private static double combined(Fold fold, double x, double y) {
      return fold.maximum ? Math.max(x, y) : x + y;
    }
  }
}
