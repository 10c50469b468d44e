package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;
import org.vaelab.statistics.RunningMean;

/// What a likelihood draws, what it says of it, and what it leaves out.
class LikelihoodTest {
  private static final int DATA = 2;
  private static final int DRAWS = 20_000;

  static List<Likelihood.Factorised> likelihoods() {
    return List.of(
        new Likelihood.Bernoulli(),
        new Likelihood.FixedGaussian(0.7),
        new Likelihood.LearnedGaussian(0.01),
        new Likelihood.LectureGaussian(),
        new Likelihood.DiscretisedLogistic());
  }

  private static float[] outputs(Likelihood likelihood) {
    return Arrays.copyOf(
        new float[] {0.4f, -0.6f, -0.5f, 0.3f}, DATA * likelihood.outputsPerDimension());
  }

  private static float[] draws(Likelihood likelihood, float[] outputs) {
    SplittableRandom random = new SplittableRandom(6);
    float[] x = new float[DRAWS * DATA];
    for (int i = 0; i < DRAWS; i++) {
      System.arraycopy(likelihood.draw(outputs, DATA, random), 0, x, i * DATA, DATA);
    }
    return x;
  }

  /// log p of every data point given the same outputs.
  private static float[] logProbs(Likelihood likelihood, float[] x, float[] outputs, float[] mask) {
    int points = x.length / DATA;
    Graph graph = new Graph(DataType.FLOAT);
    graph.output(
        "logProb",
        likelihood
            .logProb(
                graph,
                graph.input("x", -1, DATA),
                graph.input("outputs", -1, outputs.length),
                1,
                DATA)
            .reshape(-1));
    float[] rows = new float[points * outputs.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = outputs[i % outputs.length];
    }
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("logProb"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("x", x, points, DATA).set("outputs", rows, points, outputs.length);
      inputs.set(LatentVariableModel.MASK, mask, points, DATA);
      return HostArrays.floats(compiled.run(inputs).output("logProb"));
    }
  }

  private static float[] logProbs(Likelihood likelihood, float[] x, float[] outputs) {
    return logProbs(likelihood, x, outputs, new float[x.length]);
  }

  /// E_p[p'(x)/p(x)] = 1 where x is drawn from p, for each p' of which one output is another. Each
  /// of 16 comparisons, and of 10 of means, fails by chance with probability 6e-5 (4 standard
  /// errors); the seed is fixed.
  @ParameterizedTest
  @MethodSource("likelihoods")
  void drawsAreFromTheDensity(Likelihood likelihood) {
    float[] outputs = outputs(likelihood);
    float[] x = draws(likelihood, outputs);
    float[] own = logProbs(likelihood, x, outputs);
    for (int output = 0; output < outputs.length; output++) {
      float[] moved = outputs.clone();
      moved[output] += 0.4f;
      float[] other = logProbs(likelihood, x, moved);
      RunningMean ratio = new RunningMean();
      for (int i = 0; i < DRAWS; i++) {
        ratio.add(Math.exp(other[i] - own[i]));
      }
      assertThat(ratio.standardDeviation()).isGreaterThan(0.05);
      assertThat(ratio.mean())
          .as("output %d", output)
          .isCloseTo(1, Offset.offset(4 * ratio.standardError()));
    }
    float[] means = means(likelihood, outputs);
    for (int d = 0; d < DATA; d++) {
      RunningMean drawn = new RunningMean();
      for (int i = 0; i < DRAWS; i++) {
        drawn.add(x[i * DATA + d]);
      }
      assertThat(drawn.mean()).isCloseTo(means[d], Offset.offset(4 * drawn.standardError()));
    }
  }

  private static float[] means(Likelihood likelihood, float[] outputs) {
    Graph graph = new Graph(DataType.FLOAT);
    graph.output("mean", likelihood.mean(graph.input("outputs", -1, outputs.length), DATA).mul(1));
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("mean"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs.set("outputs", outputs, 1, outputs.length);
      return HostArrays.floats(compiled.run(inputs).output("mean"));
    }
  }

  /// ∫ p(x) dx = 1 over a fine grid of one dimension, or Σ p(x) over the values that it can take,
  /// the other being missing.
  @ParameterizedTest
  @MethodSource("likelihoods")
  void theDensityOfWhatIsObservedIsNormalised(Likelihood.Factorised likelihood) {
    int values =
        switch (likelihood) {
          case Likelihood.Bernoulli _ -> 2;
          case Likelihood.DiscretisedLogistic _ -> 256;
          default -> 0;
        };
    boolean discrete = values > 0;
    double cell = discrete ? 1 : 0.01;
    int nodes = discrete ? values : 2_000;
    float[] x = new float[nodes * DATA];
    float[] mask = new float[nodes * DATA];
    for (int i = 0; i < nodes; i++) {
      x[i * DATA] = discrete ? i / (values - 1f) : (float) ((i - nodes / 2) * cell);
      x[i * DATA + 1] = 1e3f; // Missing, so it does not matter.
      mask[i * DATA] = 1;
    }
    Likelihood observed = new Likelihood.Observed(likelihood);
    double sum = 0;
    for (float logProb : logProbs(observed, x, outputs(likelihood), mask)) {
      sum += Math.exp(logProb) * cell;
    }
    assertThat(sum).isCloseTo(1, Offset.offset(1e-4));
  }

  @ParameterizedTest
  @MethodSource("likelihoods")
  void withNothingMissingAMaskChangesNothing(Likelihood.Factorised likelihood) {
    float[] x = Arrays.copyOf(draws(likelihood, outputs(likelihood)), 50 * DATA);
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    assertThat(logProbs(new Likelihood.Observed(likelihood), x, outputs(likelihood), ones))
        .containsExactly(logProbs(likelihood, x, outputs(likelihood)), Offset.offset(1e-6f));
  }
}
