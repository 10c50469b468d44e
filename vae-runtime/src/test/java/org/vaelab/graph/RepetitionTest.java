package org.vaelab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/// Repetitions leave out what depends on frozen inputs alone, and find what a run finds.
class RepetitionTest {
  private static final int LATENT = 33;
  private static final int SIZE = 40;

  private final SplittableRandom random = new SplittableRandom(17);
  private final Inputs inputs = new Inputs(DataType.FLOAT);
  private CompiledGraph repeated;
  private CompiledGraph whole;

  /// A squared distance, so that the gradient of z needs the transposes of the weights.
  private static Graph graph(String... changing) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable z = graph.input("z", -1, LATENT);
    SDVariable x = graph.input("x", -1, SIZE);
    var math = z.getSameDiff().math;
    SDVariable hidden = math.tanh(z.mmul(graph.input("v", LATENT, SIZE)));
    SDVariable masked = graph.input("w", SIZE, SIZE).mul(graph.input("mask", SIZE, SIZE));
    SDVariable error = math.square(hidden.mmul(masked).sub(math.log(x.add(2)))).sum(1);
    graph.output("error", error);
    graph.output("ofData", math.square(x).mean(0));
    graph.objective(error.sum());
    graph.repeatsWith(changing);
    return graph;
  }

  @BeforeEach
  void compile() {
    List<String> outputs = List.of("error", "ofData");
    repeated = new PlanExecutor().compile(graph("z"), outputs, List.of("z"));
    whole = new PlanExecutor().compile(graph(), outputs, List.of("z"));
    set("z", 30, LATENT);
    set("x", 30, SIZE);
    set("v", LATENT, SIZE);
    set("w", SIZE, SIZE);
    set("mask", SIZE, SIZE);
  }

  @AfterEach
  void close() {
    repeated.close();
    whole.close();
    inputs.close();
  }

  private void set(String name, int rows, int columns) {
    inputs.set(name, noise(rows * columns), rows, columns);
  }

  private float[] noise(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static List<float[]> values(Results results) {
    List<float[]> values = new ArrayList<>();
    values.add(HostArrays.floats(results.output("error")));
    values.add(HostArrays.floats(results.output("ofData")));
    values.add(HostArrays.floats(results.gradient("z")));
    return values;
  }

  private void requireEqual(Results actual) {
    List<float[]> expected = values(whole.run(inputs));
    List<float[]> found = values(actual);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i));
    }
  }

  @Test
  void aRepetitionFindsWhatARunFinds() {
    requireEqual(repeated.run(inputs));
    for (int step = 0; step < 3; step++) {
      set("z", 30, LATENT);
      requireEqual(repeated.repeat(inputs));
    }
  }

  /// Else the test above would hold with nothing left out.
  @Test
  void whatIsFrozenIsNotComputedAgain() {
    float[] before = values(repeated.run(inputs)).getLast();
    float[] sameZ = HostArrays.floats(inputs.arrays().get("z"));
    set("v", LATENT, SIZE);
    inputs.set("z", sameZ, 30, LATENT);
    List<float[]> stale = values(repeated.repeat(inputs));
    List<float[]> fresh = values(whole.run(inputs));
    assertThat(stale.getFirst()).as("reads v itself").containsExactly(fresh.getFirst());
    assertThat(stale.getLast()).as("reads the transpose of v").isNotEqualTo(fresh.getLast());
    assertThat(before).isNotEqualTo(fresh.getLast());
    requireEqual(repeated.run(inputs));
  }

  @Test
  void aRepetitionInAnotherShapeOrWithoutARunIsARun() {
    requireEqual(repeated.repeat(inputs));
    set("z", 31, LATENT);
    set("x", 31, SIZE);
    set("v", LATENT, SIZE);
    requireEqual(repeated.repeat(inputs));
    set("z", 30, LATENT);
    set("x", 30, SIZE);
    set("v", LATENT, SIZE);
    requireEqual(repeated.repeat(inputs));
  }

  @Test
  void anotherArrayIsReadAnew() {
    requireEqual(repeated.run(inputs));
    inputs.share("v", HostArrays.create(DataType.FLOAT, noise(LATENT * SIZE), LATENT, SIZE));
    try (var own = inputs.arrays().get("v")) {
      requireEqual(repeated.repeat(inputs));
    }
  }

  @Test
  void resultsThatTheCallerOverwroteAreFoundAgain() {
    Results results = repeated.run(inputs);
    HostArrays.clear(results.output("ofData"));
    requireEqual(repeated.repeat(inputs));
  }

  @Test
  void sameDiffRunsAgain() {
    try (CompiledGraph plain =
        new SameDiffExecutor().compile(graph("z"), List.of("error"), List.of())) {
      float[] first = HostArrays.floats(plain.run(inputs).output("error"));
      set("v", LATENT, SIZE);
      assertThat(HostArrays.floats(plain.repeat(inputs).output("error"))).isNotEqualTo(first);
    }
  }
}
