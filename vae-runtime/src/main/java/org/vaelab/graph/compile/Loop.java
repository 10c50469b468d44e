package org.vaelab.graph.compile;

import org.vaelab.nativemath.BlockLoops;
import org.vaelab.nativemath.Elementwise;
import org.vaelab.nativemath.Memory;
import org.vaelab.nativemath.Reductions;

/// A fused loop over the elements of a space `[rows, columns]`, in tiles that stay in the L1 cache:
/// for each tile one pass per instruction, over registers of [#BLOCK] floats.
///
/// @param outer sizes of the dimensions that the rows run over
/// @param columns size of the innermost dimension
/// @param registers number of registers, of which the loads and instructions name one each
/// @param registerPlaces for each part, room for the addresses of its registers
record Loop(
    long[] outer,
    int columns,
    Load[] loads,
    Instruction[] instructions,
    Fold[] folds,
    int registers,
    long[][] registerPlaces)
    implements Step {
  static final int BLOCK = 1024;
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
      float constant,
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
      Elementwise operation, int x, int y, float s, float t, int register, int slot) {}

  /// A reduction of a register.
  ///
  /// @param strides of the result in the outer dimensions, 0 where they are reduced
  /// @param reducesColumns whether the innermost dimension is reduced
  /// @param accumulator position of the part's own sums in its scratch
  /// @param perRow whether each row has a result of its own
  record Fold(
      boolean maximum,
      int register,
      int slot,
      long[] strides,
      boolean reducesColumns,
      int count,
      long accumulator,
      boolean perRow) {}

  @Override
  public long work() {
    return rows() * columns * (instructions.length + folds.length);
  }

  @Override
  public long scratch() {
    long own = (long) registers * BLOCK;
    for (Fold fold : folds) {
      own += fold.count;
    }
    return own;
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
        float empty = fold.maximum ? Float.NEGATIVE_INFINITY : 0;
        Memory.fill(scratch + 4 * fold.accumulator, empty, fold.count);
      }
    }
    if (fromColumn == toColumn) {
      return;
    }
    long[] places = registerPlaces[part];
    new Tiles(this, addresses, scratch, parts, places).run(fromRow, toRow, fromColumn, toColumn);
  }

  @Override
  public void finish(long[] addresses, long scratch, long stride, int parts) {
    for (Fold fold : folds) {
      if (!direct(fold, parts)) {
        long target = addresses[fold.slot];
        Memory.copy(scratch + 4 * fold.accumulator, target, fold.count);
        for (int part = 1; part < parts; part++) {
          long own = scratch + part * stride + 4 * fold.accumulator;
          if (fold.maximum) {
            Reductions.maxTo(target, own, fold.count);
          } else {
            Reductions.addTo(target, own, fold.count);
          }
        }
      }
    }
  }

  /// The state of one part's run: where each register lies for the current tile.
  private static final class Tiles {
    private final Loop loop;
    private final long[] addresses;
    private final long scratch;
    private final int parts;
    private final long[] registers;

    Tiles(Loop loop, long[] addresses, long scratch, int parts, long[] registers) {
      this.loop = loop;
      this.addresses = addresses;
      this.scratch = scratch;
      this.parts = parts;
      this.registers = registers;
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

    /// Rows of a tile: as many as fit a block, and if possible so many that vectors fill them.
    private static int tileRows(int columns) {
      int rows = Math.max(1, BLOCK / columns);
      int filled = VECTOR / Math.min(VECTOR, Integer.lowestOneBit(columns));
      return rows > filled ? rows - rows % filled : rows;
    }

    private long scratchOf(int register) {
      return scratch + 4L * BLOCK * register;
    }

    private void load(long row, int height, int column, int wide, boolean all, int fillHeight) {
      for (Load load : loop.loads) {
        if (load.whole) {
          registers[load.register] =
              addresses[load.slot] + 4 * (load.offset + row * loop.columns + column);
        } else if (height == 1 && load.slot >= 0 && load.columnStride == 1) {
          registers[load.register] =
              addresses[load.slot] + 4 * (load.offset + position(load.strides, row) + column);
        } else {
          long target = scratchOf(load.register);
          registers[load.register] = target;
          boolean invariant = load.invariant();
          if (all || !invariant) {
            int lines = invariant ? fillHeight : height;
            for (int i = 0; i < lines; i++) {
              spread(load, invariant ? 0 : row + i, column, wide, target + 4L * i * wide);
            }
          }
        }
      }
    }

    private void spread(Load load, long row, int column, int wide, long target) {
      if (load.slot < 0) {
        fill(target, load.constant, wide);
        return;
      }
      long source =
          addresses[load.slot]
              + 4 * (load.offset + position(load.strides, row) + column * load.columnStride);
      if (load.columnStride == 1) {
        BlockLoops.run(Elementwise.COPY, source, 0, target, wide, 0, 0);
      } else if (load.columnStride == 0) {
        fill(target, Memory.get(source), wide);
      } else {
        for (int i = 0; i < wide; i++) {
          Memory.set(target + 4L * i, Memory.get(source + 4 * i * load.columnStride));
        }
      }
    }

    private static void fill(long target, float value, int count) {
      BlockLoops.fill(target, count, value);
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
                : addresses[instruction.slot] + 4 * (row * loop.columns + column);
        long x = registers[instruction.x];
        long y = registers[instruction.y];
        BlockLoops.run(instruction.operation, x, y, target, count, instruction.s, instruction.t);
        registers[instruction.register] = target;
      }
    }

    private void fold(Fold fold, long row, int height, int column, int wide) {
      boolean direct = loop.direct(fold, parts);
      long target = direct ? addresses[fold.slot] : scratch + 4 * fold.accumulator;
      for (int i = 0; i < height; i++) {
        long x = registers[fold.register] + 4L * i * wide;
        long z = target + 4 * position(fold.strides, row + i);
        if (!fold.reducesColumns) {
          if (fold.maximum) {
            Reductions.maxTo(z + 4L * column, x, wide);
          } else {
            Reductions.addTo(z + 4L * column, x, wide);
          }
        } else if (fold.maximum) {
          float value = Reductions.max(x, wide);
          Memory.set(z, direct && column == 0 ? value : Math.max(Memory.get(z), value));
        } else {
          float value = Reductions.sum(x, wide);
          Memory.set(z, direct && column == 0 ? value : Memory.get(z) + value);
        }
      }
    }
  }
}
