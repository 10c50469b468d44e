package org.vaelab.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.GradientCheck;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Results;

/// Against the numeric full-covariance Gaussian, which shares no code with it.
class CorrelatedGaussianTest {
  private static final int BATCH = 2;
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  private static Graph graph(int size, int samples) {
    Graph graph = new Graph(DataType.DOUBLE);
    SDVariable phi = graph.input("phi", -1, size + size * size);
    SDVariable noise = graph.input("noise", -1, size);
    SDVariable point = graph.input("point", -1, size);
    CorrelatedGaussian gaussian = CorrelatedGaussian.ofRows(phi, size);
    Posterior.Draw draw = gaussian.draw(noise, samples);
    graph.output("z", draw.z());
    graph.output("drawn", draw.logProb());
    graph.output("again", gaussian.logProb(draw.z(), samples));
    graph.output("atPoint", gaussian.logProb(point, samples));
    SDVariable entropy = gaussian.entropy().orElseThrow();
    SDVariable kl = gaussian.kl(graph, new StandardNormal(size)).orElseThrow();
    graph.output("entropy", entropy.mul(1));
    graph.output("kl", kl.mul(1));
    SDVariable terms = draw.logProb().add(gaussian.logProb(point, samples)).add(entropy).add(kl);
    graph.objective(terms.mul(terms).sum().add(draw.z().mul(draw.z()).sum()));
    return graph;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "2, 1", "4, 3"})
  void agreesWithTheNumericGaussian(int size, int samples) {
    SplittableRandom random = new SplittableRandom(size);
    INDArray phi = GradientCheck.normal(random, 0.6, BATCH, size + size * size);
    INDArray noise = GradientCheck.normal(random, 1, (long) samples * BATCH, size);
    INDArray point = GradientCheck.normal(random, 1, (long) samples * BATCH, size);
    List<String> outputs = List.of("z", "drawn", "again", "atPoint", "entropy", "kl");
    try (CompiledGraph compiled =
            GraphExecutor.standard().compile(graph(size, samples), outputs, List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs.share("phi", phi).share("noise", noise).share("point", point);
      Results results = compiled.run(inputs);
      FullCovarianceGaussian standard = FullCovarianceGaussian.of(new double[size], identity(size));
      for (int row = 0; row < samples * BATCH; row++) {
        FullCovarianceGaussian numeric = numeric(phi, row % BATCH, size);
        double[] z = numeric.sample(noise.getRow(row).toDoubleVector());
        for (int d = 0; d < size; d++) {
          assertThat(results.output("z").getDouble(row, d)).isCloseTo(z[d], CLOSE);
        }
        int sample = row / BATCH;
        int datum = row % BATCH;
        double logProb = numeric.logProb(z);
        assertThat(results.output("drawn").getDouble(sample, datum)).isCloseTo(logProb, CLOSE);
        assertThat(results.output("again").getDouble(sample, datum)).isCloseTo(logProb, CLOSE);
        assertThat(results.output("atPoint").getDouble(sample, datum))
            .isCloseTo(numeric.logProb(point.getRow(row).toDoubleVector()), CLOSE);
        assertThat(results.output("entropy").getDouble(datum)).isCloseTo(numeric.entropy(), CLOSE);
        assertThat(results.output("kl").getDouble(datum)).isCloseTo(numeric.kl(standard), CLOSE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2"})
  void gradients(int size, int samples) {
    SplittableRandom random = new SplittableRandom(9);
    new GradientCheck()
        .with("phi", GradientCheck.normal(random, 0.4, BATCH, size + size * size))
        .with("noise", GradientCheck.normal(random, 1, (long) samples * BATCH, size))
        .with("point", GradientCheck.normal(random, 1, (long) samples * BATCH, size))
        .verify(graph(size, samples), List.of("phi", "point"));
  }

  private static double[][] identity(int size) {
    double[][] identity = new double[size][size];
    for (int d = 0; d < size; d++) {
      identity[d][d] = 1;
    }
    return identity;
  }

  private static FullCovarianceGaussian numeric(INDArray phi, int datum, int size) {
    double[] mean = new double[size];
    double[][] lower = new double[size][size];
    for (int row = 0; row < size; row++) {
      mean[row] = phi.getDouble(datum, row);
      for (int column = 0; column <= row; column++) {
        double value = phi.getDouble(datum, size + row * size + column);
        lower[row][column] = row == column ? Math.exp(value) : value;
      }
    }
    double[][] covariance = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k <= Math.min(i, j); k++) {
          covariance[Math.max(i, j)][Math.min(i, j)] += i < j ? 0 : lower[i][k] * lower[j][k];
        }
        covariance[Math.min(i, j)][Math.max(i, j)] = covariance[Math.max(i, j)][Math.min(i, j)];
      }
    }
    return FullCovarianceGaussian.of(mean, covariance);
  }
}
