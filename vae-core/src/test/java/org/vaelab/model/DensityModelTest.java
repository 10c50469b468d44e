package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
import org.vaelab.graph.Parameters;
import org.vaelab.train.Monitoring;
import org.vaelab.train.Trainer;
import org.vaelab.train.TrainingConfig;
import org.vaelab.train.TrainingState;

/// The autoregressive model of bits against sums over all x, and trained to a known maximum.
class DensityModelTest {
  private static Graph graph(AutoregressiveBernoulli model, DataType type) {
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

  @Test
  void probabilitiesSumToOneAndDrawsHaveThem() {
    AutoregressiveBernoulli model = new AutoregressiveBernoulli(4);
    SplittableRandom random = new SplittableRandom(4);
    INDArray weights = GradientCheck.normal(random, 1.5, 4, 4);
    INDArray bias = GradientCheck.normal(random, 0.5, 1, 4);
    try (CompiledGraph compiled =
            GraphExecutor.standard()
                .compile(graph(model, DataType.DOUBLE), List.of("logProb"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs.share("x", everyX(4)).share("autoregressive.W", weights);
      inputs.share("autoregressive.b", bias);
      INDArray logProb = compiled.run(inputs).output("logProb");
      double sum = 0;
      for (int c = 0; c < 16; c++) {
        sum += Math.exp(logProb.getDouble(c));
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-12));

      int draws = 20_000;
      int[] counts = new int[16];
      try (Parameters theta =
          Parameters.of(
              model.parameters(),
              Map.of(
                  "autoregressive.W",
                  HostArrays.floats(weights),
                  "autoregressive.b",
                  HostArrays.floats(bias)))) {
        float[] x = model.draw(GraphExecutor.standard(), theta, draws, random);
        for (int i = 0; i < x.length; i += 4) {
          counts[(int) (x[i] + 2 * x[i + 1] + 4 * x[i + 2] + 8 * x[i + 3])]++;
        }
      }
      // Each of 16 counts is off by 4 standard errors with probability 6e-5.
      for (int c = 0; c < 16; c++) {
        double p = Math.exp(logProb.getDouble(c));
        assertThat((double) counts[c])
            .as("x %d", c)
            .isCloseTo(draws * p, Offset.offset(4 * Math.sqrt(draws * p * (1 - p))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void gradientsAreRightByPlanToo(int size) {
    AutoregressiveBernoulli model = new AutoregressiveBernoulli(size);
    List<String> names = List.of("autoregressive.W", "autoregressive.b");
    new GradientCheck()
        .with("x", everyX(size))
        .withParameters(model.parameters(), new SplittableRandom(5))
        .verify(graph(model, DataType.DOUBLE), size == 1 ? names.subList(1, 2) : names);
    new Agreement(type -> graph(model, type), List.of("logProb"), names).verify(1, 20, 7);
  }

  /// Two bits (or one) can have any distribution, so that the greatest mean log-likelihood is minus
  /// the entropy of the data's.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void trainingReachesTheMaximum(int size) {
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
            new Trainer(
                GraphExecutor.standard(), new AutoregressiveBernoulli(size), config, "bits");
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
