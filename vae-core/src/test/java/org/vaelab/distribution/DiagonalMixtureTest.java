package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.HostArrays;
import org.vaelab.graph.Inputs;

/// The matrix products in floats against differences in doubles, which share no code with them.
class DiagonalMixtureTest {
  private static final int POINTS = 300;

  /// Half of the points are drawn from the components, half from N(0, 4I). Scales are from 0.01 to
  /// 1: without the nearest component's correction errors reach 0.1 nats here.
  @ParameterizedTest
  @CsvSource({
    "500, 40, false",
    "500, 2, false",
    "3, 1, false",
    "2, 2, false",
    "500, 40, true",
    "1, 3, false"
  })
  void floatsAreRightToAThousandthOfANat(int components, int size, boolean narrow) {
    SplittableRandom random = new SplittableRandom(size);
    float[] logits = new float[components];
    float[] means = new float[components * size];
    float[] logScales = new float[components * size];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (2 * random.nextGaussian());
      logScales[i] = (float) (Math.log(0.01) * (narrow ? 1 : random.nextDouble()));
    }
    float[] z = new float[POINTS * size];
    for (int i = 0; i < z.length; i++) {
      int c = i / size % components * size + i % size;
      boolean near = i / size < POINTS / 2;
      z[i] =
          (float)
              ((near ? means[c] : 0) + (near ? Math.exp(logScales[c]) : 2) * random.nextGaussian());
    }
    for (int c = 0; c < components; c++) {
      logits[c] = (float) -Math.log(components);
    }
    float[] found = inFloats(components, size, logits, means, logScales, z);
    for (int i = 0; i < POINTS; i++) {
      double expected = inDoubles(size, logits, means, logScales, z, i);
      assertThat((double) found[i])
          .isCloseTo(expected, Offset.offset(1e-3 + 1e-6 * Math.abs(expected)));
    }
  }

  private static float[] inFloats(
      int components, int size, float[] logits, float[] means, float[] logScales, float[] z) {
    Graph graph = new Graph(DataType.FLOAT);
    DiagonalMixture mixture =
        new DiagonalMixture(
            graph.input("means", components, size),
            graph.input("logScales", components, size),
            graph.input("logits", 1, components),
            components,
            size);
    graph.output("logProb", mixture.logProb(graph.input("z", -1, size), 1));
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("logProb"), List.of());
        Inputs inputs = new Inputs(DataType.FLOAT)) {
      inputs
          .set("logits", logits, 1, components)
          .set("means", means, components, size)
          .set("logScales", logScales, components, size)
          .set("z", z, POINTS, size);
      return HostArrays.floats(compiled.run(inputs).output("logProb"));
    }
  }

  private static double inDoubles(
      int size, float[] logits, float[] means, float[] logScales, float[] z, int point) {
    double[] scores = new double[logits.length];
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = logits[c];
      for (int d = 0; d < size; d++) {
        double s = logScales[c * size + d];
        double t = ((double) z[point * size + d] - means[c * size + d]) * Math.exp(-s);
        scores[c] -= 0.5 * t * t + s + 0.5 * Math.log(2 * Math.PI);
      }
      greatest = Math.max(greatest, scores[c]);
    }
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - greatest);
    }
    return greatest + Math.log(sum);
  }
}
