package org.vaelab.graph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.nativemath.Element;
import org.vaelab.nativemath.Elementwise;
import org.vaelab.nativemath.NativeFloats;

class FusionTest {
  private static final int COLUMNS = 50;
  private static final int TERMS = 10;

  @BeforeAll
  static void loadsTheVectorModule() {
    assertThat(NativeFloats.available()).isTrue();
  }

  private final Set<Node> passing = Collections.newSetFromMap(new IdentityHashMap<>());

  private static Fusion.Work product(int rows, int columns, int terms, int slot) {
    View left = View.of(new Node(new Node.Source("left"), rows, terms));
    View right = View.of(new Node(new Node.Source("right"), terms, columns));
    Node node = new Node(new Node.Product(left, right, false, false), rows, columns);
    Place a = new Place(0, 0);
    Place b = new Place(1, 0);
    ProductStep step =
        ProductStep.of(
            Element.FLOAT, false, false, rows, columns, terms, a, terms, b, columns, slot);
    return new Fusion.Work(step, List.of(node));
  }

  private static Loop.Load load(int slot, int columns, int register) {
    return new Loop.Load(slot, 0, new long[] {columns}, 1, true, 0, register);
  }

  /// Of a product and the tanh of it.
  private List<Fusion.Work> fused(int rows, int threads) {
    Fusion.Work product = product(rows, COLUMNS, TERMS, 2);
    List<View> operand = List.of(View.of(product.members().getFirst()));
    Node tanh = new Node(new Node.Map(Elementwise.TANH, operand, 0, 0), rows, COLUMNS);
    Loop loop =
        Loop.of(
            Element.FLOAT,
            new long[] {rows},
            COLUMNS,
            new Loop.Load[] {load(2, COLUMNS, 0)},
            new Loop.Instruction[] {new Loop.Instruction(Elementwise.TANH, 0, 0, 0, 0, 1, 3)},
            new Loop.Fold[0],
            0,
            2);
    return Fusion.of(
        List.of(product, new Fusion.Work(loop, List.of(tanh))),
        List.of(tanh),
        slot -> slot < 2,
        threads,
        passing);
  }

  @ParameterizedTest
  @CsvSource({"100, 1", "100, 2", "100, 4", "24, 1", "1000, 16"})
  void aLoopFollowsTheRowsOfItsProductWhereEachThreadHasSome(int rows, int threads) {
    List<Fusion.Work> works = fused(rows, threads);
    assertThat(works).hasSize(1);
    assertThat(works.getFirst().step()).isInstanceOf(FusedStep.class);
    assertThat(works.getFirst().members()).hasSize(2);
    assertThat(passing).containsExactly(works.getFirst().members().getFirst());
  }

  @ParameterizedTest
  @CsvSource({"40, 2", "48, 3"})
  void withMoreThreadsTheLoopIsAloneInThePiecesOfFewer(int rows, int threads) {
    List<Fusion.Work> works = fused(rows, threads);
    assertThat(works).hasSize(2);
    assertThat(passing).isEmpty();
    FusedStep one = (FusedStep) fused(rows, 1).getFirst().step();
    Loop alone = (Loop) works.getLast().step();
    assertThat(alone.cut()).usingRecursiveComparison().isEqualTo(one.loop().cut());
  }

  @ParameterizedTest
  @CsvSource({"20, 1", "20, 2"})
  void fewRowsAreCutAsTheLoopIs(int rows, int threads) {
    List<Fusion.Work> works = fused(rows, threads);
    assertThat(works).hasSize(2);
    assertThat(((Loop) works.getLast().step()).cut().unit()).isEqualTo(1);
  }

  /// The column sums of a product of few terms and one of many, as of a layer with direct inputs.
  private Loop sumOfTwo(int rows, int threads) {
    int columns = 64;
    List<Fusion.Work> works = new ArrayList<>();
    works.add(product(rows, columns, 20, 2));
    works.add(product(rows, columns, 640, 3));
    List<View> both = works.stream().map(work -> View.of(work.members().getFirst())).toList();
    Node sum = new Node(new Node.Map(Elementwise.ADD, both, 0, 0), rows, columns);
    Node total = new Node(new Node.Reduction(Reducer.SUM, View.of(sum)), 1, columns);
    Loop loop =
        Loop.of(
            Element.FLOAT,
            new long[] {rows},
            columns,
            new Loop.Load[] {load(2, columns, 0), load(3, columns, 1)},
            new Loop.Instruction[] {new Loop.Instruction(Elementwise.ADD, 0, 1, 0, 0, 2, -1)},
            new Loop.Fold[] {
              new Loop.Fold(Reducer.SUM, 2, 4, new long[1], false, columns, 0, false, 1)
            },
            columns,
            3);
    works.add(new Fusion.Work(loop, List.of(sum, total)));
    Step last =
        Fusion.of(works, List.of(total), slot -> slot < 2, threads, passing).getLast().step();
    return last instanceof FusedStep fused ? fused.loop() : (Loop) last;
  }

  @Test
  void aLoopOverTwoProductsIsCutAlikeForAnyNumberOfThreads() {
    Loop.Cut alone = sumOfTwo(60, 1).cut();
    assertThat(sumOfTwo(60, 8).cut()).usingRecursiveComparison().isEqualTo(alone);
  }
}
