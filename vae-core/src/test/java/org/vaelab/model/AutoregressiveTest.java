package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.algorithm.Checkpoints;
import org.vaelab.data.Observations;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.network.Activation;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// Autoregressive densities of bits against sums over all x, and trained to a known maximum.
class AutoregressiveTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();

  private static Graph graph(DensityModel model, DataType type) {
    Graph graph = new Graph(type);
    graph.output("logProb", model.logProb(graph, model.data(graph)));
    graph.objective(model.logProb(graph, model.data(graph)).mean());
    return graph;
  }

  private static INDArray everyX(int size) {
    double[][] x = new double[1 << size][size];
    for (int c = 0; c < x.length; c++) {
      for (int d = 0; d < size; d++) {
        x[c][d] = c >> d & 1;
      }
    }
    return Nd4j.create(x);
  }

  static List<Autoregressive> models() {
    return List.of(
        new AutoregressiveBernoulli(4),
        new Made(4, List.of(), Activation.TANH),
        new Made(4, List.of(2, 5), Activation.TANH),
        new Made(4, List.of(8, 5), Activation.ELU),
        new PixelCnn(2, 2, 3, 2),
        new PixelCnn(1, 4, 3, 0));
  }

  @ParameterizedTest
  @MethodSource("models")
  void probabilitiesSumToOneAndDrawsHaveThem(Autoregressive model) {
    int size = 4;
    SplittableRandom random = new SplittableRandom(4);
    Map<String, float[]> values = new HashMap<>();
    for (ParameterSpec spec : model.parameters()) {
      values.put(spec.name(), HostArrays.floats(GradientCheck.normal(random, 1, spec.shape())));
    }
    try (CompiledGraph compiled =
            EXECUTOR.compile(graph(model, DataType.DOUBLE), List.of("logProb"), List.of());
        Parameters theta = Parameters.of(model.parameters(), values);
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs.share("x", everyX(size));
      for (ParameterSpec spec : model.parameters()) {
        inputs.set(spec.name(), values.get(spec.name()), spec.shape());
      }
      INDArray logProb = compiled.run(inputs).output("logProb");
      double sum = 0;
      for (int c = 0; c < 1 << size; c++) {
        sum += Math.exp(logProb.getDouble(c));
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-12));
      int copies = 100; // More than fit into one batch.
      INDArray all = Nd4j.tile(everyX(size), copies, 1).castTo(DataType.FLOAT);
      double[] measured = model.logLikelihood(EXECUTOR, theta, HostArrays.floats(all));
      assertThat(measured).hasSize(copies << size);
      for (int i = 0; i < measured.length; i++) {
        assertThat(measured[i]).isCloseTo(logProb.getDouble(i % (1 << size)), Offset.offset(1e-5));
      }
      int draws = 20_000;
      float[] drawn = model.draw(EXECUTOR, theta, draws, random);
      int[] counts = new int[1 << size];
      for (int i = 0; i < draws; i++) {
        counts[index(drawn, i, size)]++;
      }
      // Each of 16 counts is off by 4 standard errors with probability 6e-5.
      for (int c = 0; c < counts.length; c++) {
        double p = Math.exp(logProb.getDouble(c));
        assertThat((double) counts[c])
            .as("x %d", c)
            .isCloseTo(draws * p, Offset.offset(4 * Math.sqrt(draws * p * (1 - p)) + 1e-9));
      }
    }
  }

  private static int index(float[] rows, int row, int size) {
    int index = 0;
    for (int d = 0; d < size; d++) {
      index += (int) rows[row * size + d] << d;
    }
    return index;
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreRightByPlanToo(Autoregressive model) {
    List<String> names = model.parameters().stream().map(ParameterSpec::name).toList();
    new GradientCheck()
        .with("x", everyX(4))
        .withParameters(model.parameters(), new SplittableRandom(5))
        .verify(graph(model, DataType.DOUBLE), names);
    new Agreement(type -> graph(model, type), List.of("logProb"), names).verify(1, 20, 7);
  }

  private static double trained(DensityModel model, float[] rows, int points) {
    try (Trainer trainer =
            new Trainer(EXECUTOR, model, TrainingConfig.of(600, points, 0.03, 1), "bits");
        TrainingState end = trainer.train(Observations.ofRows(rows, model.dataSize()))) {
      return end.history().getLast().trainElbo();
    }
  }

  /// Minus the entropy of the rows' own distribution: the greatest mean log-likelihood.
  private static double maximum(float[] rows, int points, int size) {
    int[] counts = new int[1 << size];
    for (int i = 0; i < points; i++) {
      counts[index(rows, i, size)]++;
    }
    double maximum = 0;
    for (int count : counts) {
      double p = (double) count / points;
      maximum += p == 0 ? 0 : p * Math.log(p);
    }
    return maximum;
  }

  /// With enough hidden units it can have any distribution of three bits; an autoregressive model
  /// without them holds what it drew up to the error of the draws, but no exclusive or.
  @Test
  void trainingReachesTheMaximum() {
    int size = 3;
    int points = 400;
    Made made = new Made(size, List.of(16), Activation.TANH);
    AutoregressiveBernoulli linear = new AutoregressiveBernoulli(size);
    SplittableRandom random = new SplittableRandom(6);
    Map<String, float[]> theta =
        Map.of(
            "autoregressive.W", new float[] {0, 1.5f, -1, 0, 0, 1, 0, 0, 0},
            "autoregressive.b", new float[] {0.3f, -0.5f, 0.2f});
    float[] drawn;
    try (Parameters parameters = Parameters.of(linear.parameters(), theta)) {
      drawn = linear.draw(EXECUTOR, parameters, points, random);
    }
    float[] exclusive = new float[points * size];
    for (int i = 0; i < points; i++) {
      float a = random.nextInt(2);
      float b = random.nextInt(2);
      float flip = random.nextInt(10) == 0 ? 1 : 0;
      float[] x = {a, b, (a + b + flip) % 2};
      System.arraycopy(x, 0, exclusive, i * size, size);
    }
    double ofDrawn = trained(made, drawn, points);
    assertThat(ofDrawn).isCloseTo(maximum(drawn, points, size), Offset.offset(1e-3));
    assertThat(trained(linear, drawn, points)).isBetween(ofDrawn - 0.02, ofDrawn + 1e-3);
    double ofExclusive = trained(made, exclusive, points);
    assertThat(ofExclusive).isCloseTo(maximum(exclusive, points, size), Offset.offset(1e-3));
    assertThat(trained(linear, exclusive, points)).isLessThan(ofExclusive - 0.2);
  }

  /// Two bits (or one) can have any distribution, so that the greatest mean log-likelihood is minus
  /// the entropy of the data's.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void itStartsAsFairCoinsAndReachesTheMaximum(int size) {
    int[] counts = size == 1 ? new int[] {70, 130} : new int[] {20, 90, 60, 30};
    float[] rows = new float[200 * size];
    double maximum = 0;
    for (int c = 0, at = 0; c < counts.length; c++) {
      maximum += counts[c] / 200.0 * Math.log(counts[c] / 200.0);
      for (int i = 0; i < counts[c]; i++) {
        for (int d = 0; d < size; d++) {
          rows[at++] = c >> d & 1;
        }
      }
    }
    TrainingConfig config = TrainingConfig.of(400, 200, 0.05, 1);
    try (Trainer trainer =
            new Trainer(EXECUTOR, new AutoregressiveBernoulli(size), config, "bits");
        TrainingState state = trainer.start(200)) {
      TrainingState end =
          trainer
              .train(state, Observations.ofRows(rows, size), Monitoring.none(), Checkpoints.none())
              .state();
      assertThat(end.history().getFirst().trainElbo())
          .isCloseTo(-size * Math.log(2), Offset.offset(1e-5));
      assertThat(end.history().getLast().trainElbo()).isCloseTo(maximum, Offset.offset(1e-4));
    }
  }
}
