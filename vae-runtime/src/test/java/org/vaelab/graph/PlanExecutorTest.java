package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.nativemath.NativeLibrary;

class PlanExecutorTest {
  private static final int ROWS = 9;
  private static final int COLUMNS = 11;

  @Property(tries = 40, shrinking = net.jqwik.api.ShrinkingMode.OFF)
  void aRandomGraphAgreesWithSameDiff(@ForAll long seed) {
    new Agreement(
            type -> random(type, new SplittableRandom(seed), ROWS, COLUMNS),
            List.of("y"),
            List.of("a", "c"))
        .verify(1, 1);
  }

  /// So many rows and columns that our own tiles take the products.
  @Property(tries = 40, shrinking = net.jqwik.api.ShrinkingMode.OFF)
  void aRandomGraphOfLargerMatricesAgreesWithSameDiff(@ForAll long seed) {
    new Agreement(
            type -> random(type, new SplittableRandom(seed), 26, 50),
            List.of("y"),
            List.of("a", "b", "c"))
        .verify(1, 1);
  }

  /// Nothing is divided by what may come near zero, so that the results are well conditioned.
  private static Graph random(DataType type, SplittableRandom random, int rows, int columns) {
    Graph graph = new Graph(type);
    List<SDVariable> matrices = new ArrayList<>();
    matrices.add(graph.input("a", rows, columns));
    SDVariable row = graph.input("b", 1, columns);
    matrices.add(matrices.getFirst().mul(row));
    SDVariable square = graph.input("c", columns, columns);
    SameDiff sd = square.getSameDiff();
    for (int i = 0; i < 12; i++) {
      SDVariable x = matrices.get(random.nextInt(matrices.size()));
      SDVariable y = matrices.get(random.nextInt(matrices.size()));
      SDVariable positive = sd.math.square(y).add(0.5);
      matrices.add(
          switch (random.nextInt(24)) {
            case 0 -> x.add(y);
            case 1 -> x.sub(y).mul(0.7);
            case 2 -> sd.math.tanh(x.mul(y));
            case 3 -> x.div(positive);
            case 4 -> sd.math.tanh(x.mmul(square));
            case 5 -> sd.math.log(positive);
            case 6 -> sd.math.exp(sd.math.tanh(x));
            case 7 -> SafeOps.softplus(x).sub(y);
            case 8 -> sd.nn.sigmoid(x);
            case 9 -> sd.nn.elu(x);
            case 10 -> sd.math.sqrt(positive);
            case 11 -> x.sub(y.mean(true, 1));
            case 12 -> x.add(y.sum(true, 0).mul(0.1));
            case 13 -> sd.concat(1, SafeOps.columns(x, 0, 4), SafeOps.columns(y, 4, columns));
            case 14 -> x.add(y.get(SDIndex.all(), SDIndex.interval(2, 3)));
            case 15 -> sd.math.log1p(positive).rsub(2);
            case 16 -> sd.math.expm1(sd.math.tanh(x)).add(positive.rdiv(1));
            case 17 -> x.sub(SafeOps.stopGradient(x.max(true, 1)));
            case 18 ->
                x.reshape(1, rows, columns).mul(SafeOps.stopGradient(y)).reshape(-1, columns);
            case 19 -> {
              SDVariable constant = SafeOps.stopGradient(x);
              yield constant.add(x.sub(constant).mul(SafeOps.stopGradient(y)));
            }
            case 20 -> sd.math.tanh(x.mmul(square).add(row));
            case 21 -> sd.math.tanh(row.add(x.mmul(square))).add(y);
            case 22 -> {
              SDVariable sum =
                  x.mmul(square).add(random.nextBoolean() ? row : row.add(y.mean(true, 0)));
              yield sd.math.tanh(sum).mul(SafeOps.softplus(sum).add(0.5).rdiv(1));
            }
            default -> sd.clipByValue(x, -0.31, 0.43).add(y.neg());
          });
    }
    SDVariable last = matrices.getLast();
    for (SDVariable matrix : matrices) {
      last = sd.math.tanh(last.add(matrix));
    }
    SDVariable output = sd.math.tanh(last.mmul(square));
    graph.output("y", output);
    graph.objective(sd.math.square(output).mean());
    return graph;
  }

  private static Graph product() {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable x = graph.input("x", -1, 300);
    SDVariable w = graph.input("w", 300, 40);
    SDVariable h = x.getSameDiff().math.tanh(x.mmul(w).add(graph.input("b", 1, 40)));
    graph.output("h", h);
    graph.objective(x.getSameDiff().math.square(h).sum(1).mean());
    return graph;
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void productsOfTransposesHaveGradients(boolean transposeA, boolean transposeB) {
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable a = transposeA ? graph.input("a", 7, 5) : graph.input("a", 5, 7);
              SDVariable b = transposeB ? graph.input("b", 3, 7) : graph.input("b", 7, 3);
              SameDiff sd = a.getSameDiff();
              SDVariable c =
                  sd.mmul(sd.math.tanh(a), sd.math.tanh(b), transposeA, transposeB, false);
              graph.output("c", c);
              graph.objective(sd.math.square(c).sum());
              return graph;
            },
            List.of("c"),
            List.of("a", "b"))
        .verify(1, 1, 1);
  }

  @Test
  void whatIsToldWithoutTheLibraryIsWhatItIs() {
    assertThat(PlanExecutor.expected()).isEqualTo(PlanExecutor.available());
    assertThat(NativeLibrary.backendName()).isEqualTo(Nd4j.getBackend().getClass().getSimpleName());
  }

  @Test
  void whatPlansDoNotKnowRunsOpByOp() {
    new Agreement(
            type -> {
              Graph graph = new Graph(type);
              SDVariable a = graph.input("a", ROWS, COLUMNS);
              SDVariable c = graph.input("c", ROWS, COLUMNS);
              SameDiff sd = a.getSameDiff();
              SDVariable transposed = sd.mmul(sd.math.tanh(a), sd.math.tanh(c), false, true, false);
              SDVariable cubes = sd.math.tanh(a.reshape(3, 3, COLUMNS));
              SDVariable batched = cubes.mmul(c.reshape(3, COLUMNS, 3)).reshape(ROWS, 3);
              INDArray rising = Nd4j.arange(ROWS).castTo(type).reshape(ROWS, 1);
              SDVariable weights = sd.constant(rising);
              SDVariable y = transposed.mul(weights).add(batched.max(true, 1));
              graph.output("y", y);
              graph.objective(sd.math.square(y).sum());
              return graph;
            },
            List.of("y"),
            List.of("a", "c"))
        .verify(1, 1, 1);
  }

  private static Agreement ofNetwork(int in, int hidden, int out, int samples) {
    return new Agreement(
        type -> PlanTortureTest.network(type, in, hidden, out, samples),
        List.of("logProb", "columns", "bound"),
        List.of("v", "b", "w", "c"));
  }

  /// So many rows that products are looped over while they are made.
  @ParameterizedTest
  @CsvSource({"20, 60, 130, 4", "7, 33, 64, 5", "40, 150, 784, 3"})
  void manyRowsAgreeWithSameDiff(int in, int hidden, int out, int samples) {
    ofNetwork(in, hidden, out, samples).verify(samples, 128, 137, 301);
  }

  /// The last of 385 rows is left over where few are made at once.
  @Test
  void aRowThatIsLeftAgreesWithSameDiff() {
    ofNetwork(40, 150, 3000, 1).verify(1, 385);
  }

  /// Columns enough for tiles of vectors of 4, and not for two strips of whole cache lines.
  @Test
  void fewColumnsOfLongSumsAgreeWithSameDiff() {
    ofNetwork(800, 17, 40, 1).verify(1, 12);
  }

  @Test
  void badInputsAreNamed() {
    try (CompiledGraph compiled =
            new PlanExecutor().compile(product(), List.of("h"), List.of("w"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("x", new float[600], 2, 300).set("b", new float[40], 1, 40);
      assertThatThrownBy(() -> compiled.run(inputs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'w'")
          .hasMessageContaining("was not given");
      inputs.set("w", new float[300 * 41], 300, 41);
      assertThatThrownBy(() -> compiled.run(inputs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[300, 40]")
          .hasMessageContaining("[300, 41]");
    }
  }

  @Test
  void columnMajorInputsAreRead() {
    SplittableRandom random = new SplittableRandom(2);
    INDArray x = Nd4j.create(DataType.FLOAT, new long[] {5, 300}, 'f');
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 300; j++) {
        x.putScalar(i, j, random.nextGaussian());
      }
    }
    float[] w = new float[300 * 40];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian(0, 0.05);
    }
    try (CompiledGraph plan = new PlanExecutor().compile(product(), List.of("h"), List.of("w"));
        CompiledGraph plain =
            new SameDiffExecutor().compile(product(), List.of("h"), List.of("w"));
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.share("x", x).set("w", w, 300, 40).set("b", new float[40], 1, 40);
      Results actual = plan.run(inputs);
      Results expected = plain.run(inputs);
      Agreement.assertClose("h", actual.output("h"), expected.output("h"));
      Agreement.assertClose("gradient", actual.gradient("w"), expected.gradient("w"));
    }
  }
}
