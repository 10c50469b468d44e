package org.vaelab.graph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;
import org.vaelab.nativemath.NativeFloats;

class BiasTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 48;
  private static final int PRODUCT = 2;
  private static final int BIAS = 3;
  private static final int STORED = 4;

  private static final Loop.Load READ = whole(PRODUCT, 0);
  private static final Loop.Load ROW = new Loop.Load(BIAS, 7, new long[1], 1, false, 0, 1);

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(NativeFloats.available()).isTrue();
  }

  private static Loop.Load whole(int slot, int register) {
    return new Loop.Load(slot, 0, new long[] {COLUMNS}, 1, true, 0, register);
  }

  private static Loop.Instruction of(Elementwise operation, int x, int y, int to, int slot) {
    return new Loop.Instruction(operation, x, y, 0, 0, to, slot);
  }

  private static ProductStep product(boolean transposeB) {
    return ProductStep.of(
        Element.FLOAT,
        false,
        transposeB,
        ROWS,
        COLUMNS,
        10,
        new Place(0, 0),
        10,
        new Place(1, 0),
        transposeB ? 10 : COLUMNS,
        PRODUCT);
  }

  private static Optional<Bias> bias(Loop.Load[] loads, Loop.Instruction... instructions) {
    Loop loop =
        Loop.of(
            Element.FLOAT, new long[] {ROWS}, COLUMNS, loads, instructions, new Loop.Fold[0], 0, 4);
    return Bias.of(product(false), loop, slot -> slot == BIAS);
  }

  @Test
  void tilesAddTheRowAndTheLoopIsWithoutTheSum() {
    // Register 2 holds the sum, and then something else.
    Bias bias =
        bias(
                new Loop.Load[] {READ, ROW},
                of(Elementwise.ADD, 1, 0, 2, -1),
                of(Elementwise.TANH, 2, 2, 3, -1),
                of(Elementwise.MUL, 2, 3, 2, -1),
                of(Elementwise.SQUARE, 2, 2, 3, STORED))
            .orElseThrow();
    assertThat(bias.product().row()).contains(new Place(BIAS, 7));
    assertThat(bias.loop().loads()).containsExactly(READ);
    assertThat(bias.loop().instructions())
        .containsExactly(
            of(Elementwise.TANH, 0, 0, 3, -1),
            of(Elementwise.MUL, 0, 3, 2, -1),
            of(Elementwise.SQUARE, 2, 2, 3, STORED));
  }

  @Test
  void aRowThatIsReadElsewhereStaysLoaded() {
    Bias bias =
        bias(
                new Loop.Load[] {READ, ROW},
                of(Elementwise.ADD, 0, 1, 2, -1),
                of(Elementwise.MUL, 2, 1, 3, STORED))
            .orElseThrow();
    assertThat(bias.loop().loads()).containsExactly(READ, ROW);
  }

  @Test
  void otherSumsStay() {
    Loop.Load[] loads = {READ, ROW};
    Loop.Instruction tanh = of(Elementwise.TANH, 2, 2, 3, STORED);
    assertThat(bias(loads, of(Elementwise.ADD, 0, 1, 2, STORED), tanh)).isEmpty();
    assertThat(bias(loads, of(Elementwise.SUB, 0, 1, 2, -1), tanh)).isEmpty();
    assertThat(bias(loads, of(Elementwise.ADD, 0, 0, 2, -1), tanh)).isEmpty();
    assertThat(bias(loads, of(Elementwise.ADD, 0, 1, 2, -1), of(Elementwise.MUL, 0, 2, 3, STORED)))
        .as("the product is read twice")
        .isEmpty();
    Loop.Load matrix = whole(BIAS, 1);
    assertThat(bias(new Loop.Load[] {READ, matrix}, of(Elementwise.ADD, 0, 1, 2, -1), tanh))
        .as("not the same in all rows")
        .isEmpty();
    Loop.Load computed = new Loop.Load(5, 0, new long[1], 1, false, 0, 1);
    assertThat(bias(new Loop.Load[] {READ, computed}, of(Elementwise.ADD, 0, 1, 2, -1), tanh))
        .as("not there before the product")
        .isEmpty();
  }

  @Test
  void aProductWhoseBIsTransposedTakesNoRow() {
    Loop loop =
        Loop.of(
            Element.FLOAT,
            new long[] {ROWS},
            COLUMNS,
            new Loop.Load[] {READ, ROW},
            new Loop.Instruction[] {of(Elementwise.ADD, 0, 1, 2, -1)},
            new Loop.Fold[0],
            0,
            3);
    assertThat(Bias.of(product(true), loop, slot -> true)).isEmpty();
  }
}
