package org.vaelab.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WorkersTest {
  /// So wide that one row is worth the threads.
  private static final int WIDE = 1 << 20;

  private static void assertEachOnce(int rows, int width) {
    AtomicIntegerArray visits = new AtomicIntegerArray(rows);
    Workers.forRows(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            visits.incrementAndGet(row);
          }
        });
    for (int row = 0; row < rows; row++) {
      assertThat(visits.get(row)).as("visits of row %d of %d", row, rows).isEqualTo(1);
    }
  }

  @Property(tries = 300)
  void everyRowIsWorkedOnOnce(
      @ForAll @IntRange(max = 10_000) int rows, @ForAll @IntRange(max = 10) int width) {
    assertEachOnce(rows, width);
  }

  @Property(tries = 100)
  void soAreFewerRowsThanThreads(@ForAll @IntRange(max = 5) int rows) {
    assertEachOnce(rows, WIDE);
  }

  /// rows * width is beyond an int.
  @Test
  void soAreVeryWideRows() {
    assertEachOnce(5000, Integer.MAX_VALUE);
  }

  @Test
  void everyPartRunsOnce() {
    Workers workers = Workers.shared();
    assertThat(workers.acquire()).isTrue();
    try {
      AtomicIntegerArray runs = new AtomicIntegerArray(workers.count());
      workers.run(
          (part, parts) -> {
            assertThat(parts).isEqualTo(workers.count());
            runs.incrementAndGet(part);
          });
      for (int part = 0; part < workers.count(); part++) {
        assertThat(runs.get(part)).isEqualTo(1);
      }
      assertThat(workers.acquire()).as("taken twice").isFalse();
      assertEachOnce(100, WIDE);
    } finally {
      workers.release();
    }
    assertFree();
  }

  private static void assertFree() {
    assertThat(Workers.shared().acquire()).as("the threads are free").isTrue();
    Workers.shared().release();
  }

  /// Whoever works on the row that fails; all is well afterwards.
  @Property(tries = 100)
  void whatFailsReachesTheCaller(@ForAll @IntRange(max = 99) int failing) {
    assertThatThrownBy(
            () ->
                Workers.forRows(
                    100,
                    WIDE,
                    (from, to) -> {
                      if (from <= failing && failing < to) {
                        throw new IllegalArgumentException("row " + failing);
                      }
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row " + failing);
    assertFree();
    assertEachOnce(100, WIDE);
    assertFree();
  }

  @Property(tries = 100)
  void everyPieceIsDoneOnce(@ForAll @IntRange(max = 50) int pieces, @ForAll boolean taken) {
    AtomicIntegerArray visits = new AtomicIntegerArray(pieces);
    if (taken) {
      assertThat(Workers.shared().acquire()).isTrue();
    }
    try {
      int threads = Workers.threadsFor(pieces);
      Workers.forEach(
          pieces,
          threads,
          (thread, piece) -> {
            assertThat(thread).isBetween(0, taken ? 0 : threads - 1);
            visits.incrementAndGet(piece);
          });
    } finally {
      if (taken) {
        Workers.shared().release();
      }
    }
    for (int piece = 0; piece < pieces; piece++) {
      assertThat(visits.get(piece)).isEqualTo(1);
    }
    assertFree();
  }

  @Property(tries = 50)
  void aPieceThatFailsEndsThem(@ForAll @IntRange(max = 49) int failing) {
    assertThatThrownBy(
            () ->
                Workers.forEach(
                    50,
                    Workers.threadsFor(50),
                    (thread, piece) -> {
                      if (piece == failing) {
                        throw new IllegalArgumentException("piece " + failing);
                      }
                    }))
        .hasMessage("piece " + failing);
    assertFree();
  }

  /// Work inside work is done in one part.
  @Test
  void rowsWithinRows() {
    AtomicIntegerArray visits = new AtomicIntegerArray(40);
    Workers.forRows(
        4,
        WIDE,
        (from, to) -> {
          for (int outer = from; outer < to; outer++) {
            int block = 10 * outer;
            Workers.forRows(
                10,
                WIDE,
                (first, last) -> {
                  for (int inner = first; inner < last; inner++) {
                    visits.incrementAndGet(block + inner);
                  }
                });
          }
        });
    for (int i = 0; i < 40; i++) {
      assertThat(visits.get(i)).isEqualTo(1);
    }
  }
}
