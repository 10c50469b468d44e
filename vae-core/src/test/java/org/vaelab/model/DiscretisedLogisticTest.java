package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.Agreement;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.PlanExecutor;
import org.vaelab.graph.Results;

class DiscretisedLogisticTest {
  private static final int LEVELS = 256;
  private static final Likelihood.DiscretisedLogistic LIKELIHOOD =
      new Likelihood.DiscretisedLogistic();

  /// A location and the logarithm of a scale.
  private record Logistic(float mu, float logScale) {
    double scale() {
      return Math.exp(Math.clamp(logScale, -8, 5));
    }
  }

  private static List<Logistic> logistics() {
    List<Logistic> all = new ArrayList<>();
    for (float mu : new float[] {-300, -2, -0.001f, 0, 0.3f, 0.5f, 128 / 255f, 1, 1.2f, 50}) {
      for (float logScale : new float[] {-20, -8, -6.5f, -5, -3, -1, 0, 2, 5, 9}) {
        all.add(new Logistic(mu, logScale));
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      all.add(
          new Logistic(
              (float) (0.5 + random.nextGaussian()), (float) (2 * random.nextGaussian() - 3)));
    }
    return all;
  }

  private static float[] levels() {
    float[] x = new float[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      x[level] = level / 255f;
    }
    return x;
  }

  private static INDArray levelsInDoubles() {
    INDArray x = doubles(levels(), 1);
    for (int level = 0; level < LEVELS; level++) {
      x.putScalar(level, level / 255.0);
    }
    return x;
  }

  /// Outputs, all dimensions alike.
  private static float[] outputs(List<Logistic> logistics) {
    float[] outputs = new float[logistics.size() * 2 * LEVELS];
    for (int i = 0; i < outputs.length; i++) {
      Logistic logistic = logistics.get(i / (2 * LEVELS));
      outputs[i] = i / LEVELS % 2 == 0 ? logistic.mu : logistic.logScale;
    }
    return outputs;
  }

  /// Every level is a dimension of the one data point, and every logistic a sample.
  private static Graph graph(DataType type, int samples) {
    Graph graph = new Graph(type);
    SDVariable x = graph.input("levels", -1, LEVELS);
    SDVariable outputs = graph.input("outputs", -1, 2L * LEVELS);
    SDVariable logProbs = LIKELIHOOD.logProbs(x, outputs, samples, LEVELS);
    graph.output("logProbs", logProbs);
    graph.output("mean", LIKELIHOOD.mean(outputs, LEVELS));
    graph.objective(logProbs.sum());
    return graph;
  }

  private record Run(double[] logProbs, double[] means, double[] gradient) {
    double logProb(int logistic, int level) {
      return logProbs[logistic * LEVELS + level];
    }
  }

  private static Run run(DataType type, List<Logistic> logistics) {
    int count = logistics.size();
    try (CompiledGraph compiled =
            new PlanExecutor()
                .compile(graph(type, count), List.of("logProbs", "mean"), List.of("outputs"));
        Inputs inputs = new Inputs(type)) {
      if (type == DataType.DOUBLE) {
        inputs.share("levels", levelsInDoubles());
      } else {
        inputs.set("levels", levels(), 1, LEVELS);
      }
      inputs.set("outputs", outputs(logistics), count, 2L * LEVELS);
      Results results = compiled.run(inputs);
      return new Run(
          results.output("logProbs").dup('c').data().asDouble(),
          results.output("mean").dup('c').data().asDouble(),
          results.gradient("outputs").dup('c').data().asDouble());
    }
  }

  @Test
  void massesOfTheLevelsSumToOne() {
    List<Logistic> logistics = logistics();
    Run run = run(DataType.DOUBLE, logistics);
    for (int i = 0; i < logistics.size(); i++) {
      double sum = 0;
      for (int level = 0; level < LEVELS; level++) {
        sum += Math.exp(run.logProb(i, level));
      }
      assertThat(sum).as("%s", logistics.get(i)).isCloseTo(1, Offset.offset(1e-11));
    }
  }

  /// log(σ(b) − σ(a)), by symmetry left of the middle, where nothing cancels.
  private static double logMass(double a, double b) {
    if (a + b > 0) {
      return logMass(-b, -a);
    }
    double below = a == Double.NEGATIVE_INFINITY ? 0 : Math.exp(a - b) / (1 + Math.exp(a));
    return b + Math.log(1 / (1 + Math.exp(b)) - below);
  }

  /// In floats too, and at 3 million scales from the mean.
  @Test
  void agreesWithTheDifferenceOfTheDistributionFunction() {
    List<Logistic> logistics = logistics();
    Run floats = run(DataType.FLOAT, logistics);
    float[] x = levels();
    for (int i = 0; i < logistics.size(); i++) {
      Logistic logistic = logistics.get(i);
      for (int level = 0; level < LEVELS; level++) {
        double centre = (double) x[level] - logistic.mu;
        double half = 0.5 / 255;
        double lower = level == 0 ? Double.NEGATIVE_INFINITY : (centre - half) / logistic.scale();
        double upper = level == 255 ? Double.POSITIVE_INFINITY : (centre + half) / logistic.scale();
        double expected = logMass(lower, upper);
        assertThat(floats.logProb(i, level))
            .as("log p of level %d under %s", level, logistic)
            .isCloseTo(expected, Offset.offset(4e-6 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    List<Logistic> logistics =
        List.of(
            new Logistic(0.4f, -4),
            new Logistic(-0.01f, -2),
            new Logistic(1.3f, -3),
            new Logistic(-30, -3.5f),
            new Logistic(0.7f, 1));
    SplittableRandom random = new SplittableRandom(7);
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable x = graph.input("levels", -1, LEVELS);
    SDVariable outputs = graph.input("outputs", -1, 2L * LEVELS);
    graph.objective(
        LIKELIHOOD
            .logProbs(x, outputs, logistics.size(), LEVELS)
            .mul(graph.input("weights", -1, LEVELS))
            .sum());
    new GradientCheck()
        .with("levels", doubles(levels(), 1))
        .with("outputs", doubles(outputs(logistics), logistics.size()))
        .with("weights", GradientCheck.normal(random, 1, 1, LEVELS))
        .verify(new PlanExecutor(), graph, List.of("outputs"));
  }

  private static INDArray doubles(float[] values, int rows) {
    INDArray array = GradientCheck.normal(new SplittableRandom(), 0, rows, values.length / rows);
    for (int i = 0; i < values.length; i++) {
      array.putScalar(i, values[i]);
    }
    return array;
  }

  /// Far from the mean log p is linear in it: the gradient is 1/s, in floats too.
  @Test
  void gradientsDoNotVanishFarFromTheMean() {
    List<Logistic> logistics =
        List.of(new Logistic(-300, -7), new Logistic(-5, -3), new Logistic(40, -6));
    double[] gradient = run(DataType.FLOAT, logistics).gradient;
    for (int i = 0; i < logistics.size(); i++) {
      Logistic logistic = logistics.get(i);
      boolean left = logistic.mu < 0;
      double expected = (left ? 1 : -1) / logistic.scale();
      for (int level = left ? 1 : 0; level < (left ? LEVELS : LEVELS - 1); level++) {
        assertThat(gradient[i * 2 * LEVELS + level])
            .as("level %d under %s", level, logistic)
            .isCloseTo(expected, Offset.offset(1e-5 * Math.abs(expected)));
      }
    }
  }

  @Test
  void agreesWithSameDiff() {
    new Agreement(type -> graph(type, 3), List.of("logProbs", "mean"), List.of("outputs"))
        .verify(1, 3);
  }

  /// Half a level is 1/510.
  @Test
  void theMeanIsThatOfTheLevels() {
    List<Logistic> logistics = logistics();
    Run run = run(DataType.DOUBLE, logistics);
    for (int i = 0; i < logistics.size(); i++) {
      double mean = 0;
      for (int level = 0; level < LEVELS; level++) {
        mean += level / 255.0 * Math.exp(run.logProb(i, level));
      }
      double allowed = logistics.get(i).scale() > 0.02 ? 1e-5 : 0.5 / 255 + 1e-9;
      assertThat(run.means[i * LEVELS])
          .as("%s", logistics.get(i))
          .isCloseTo(mean, Offset.offset(allowed));
    }
  }

  /// Of each level, against its mass: the sum of squared deviations over variances has 255 degrees
  /// of freedom where all masses are large enough, and exceeds 370 with a probability of 4e-6; the
  /// seed is fixed.
  @Test
  void levelsAreDrawnAsOftenAsTheirMasses() {
    Logistic logistic = new Logistic(0.4f, -1.5f);
    Run run = run(DataType.DOUBLE, List.of(logistic));
    int draws = 200_000;
    SplittableRandom random = new SplittableRandom(3);
    int[] counts = new int[LEVELS];
    float[] outputs = {logistic.mu, logistic.logScale};
    for (int i = 0; i < draws; i++) {
      counts[Math.round(255 * LIKELIHOOD.draw(outputs, 1, random)[0])]++;
    }
    double chiSquare = 0;
    for (int level = 0; level < LEVELS; level++) {
      double expected = draws * Math.exp(run.logProb(0, level));
      assertThat(expected).isGreaterThan(20);
      chiSquare += (counts[level] - expected) * (counts[level] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(370);
  }
}
