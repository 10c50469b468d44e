package org.vaelab.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.distribution.DiagonalGaussianFamily;
import org.vaelab.distribution.PosteriorFamily;
import org.vaelab.graph.CompiledGraph;
import org.vaelab.graph.Graph;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Inputs;
import org.vaelab.graph.Parameters;
import org.vaelab.graph.Results;
import org.vaelab.model.LinearGaussian;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// β weights the divergence from the prior in what is trained, and in nothing that is reported.
class KlWeightTest {
  private static final LinearGaussian MODEL = new LinearGaussian(2, 1);
  private static final DiagonalGaussianFamily FAMILY = new DiagonalGaussianFamily();
  private static final float MEAN = 0.8f;
  private static final float LOG_SCALE = -0.5f;

  @ParameterizedTest
  @EnumSource(Elbo.Form.class)
  void trainedIsReconstructionMinusWeightedDivergence(Elbo.Form form) {
    Graph graph = new Graph(DataType.DOUBLE);
    Bound bound =
        new Elbo(form)
            .bound(
                graph,
                MODEL,
                FAMILY.posterior(graph, FAMILY.phi(graph, 1), 1),
                MODEL.data(graph),
                FAMILY.noise(graph, 1),
                2);
    graph.output("value", bound.value());
    graph.output("trained", bound.trained());
    try (Parameters theta =
            Parameters.initial(
                MODEL.parameters(), NoiseSource.of(1, Purpose.INITIALISATION), DataType.DOUBLE);
        CompiledGraph compiled =
            GraphExecutor.standard().compile(graph, List.of("value", "trained"), List.of());
        Inputs inputs = new Inputs(DataType.DOUBLE)) {
      inputs
          .share(theta)
          .set("x", new float[] {1, -1}, 1, 2)
          .set(PosteriorFamily.PHI, new float[] {MEAN, LOG_SCALE}, 1, 2)
          .set(PosteriorFamily.NOISE, new float[] {0.3f, -1.1f}, 2, 1);
      double[] trained = new double[3];
      for (int i = 0; i < 3; i++) {
        Results results = compiled.run(inputs.set(Objective.KL_WEIGHT, new float[] {i}, 1));
        trained[i] = results.output("trained").getDouble(0);
        double value = results.output("value").getDouble(0);
        assertThat(value).isCloseTo(i == 0 ? value : trained[1], Offset.offset(1e-9));
      }
      double divergence = trained[0] - trained[1];
      assertThat(trained[1] - trained[2]).isCloseTo(divergence, Offset.offset(1e-9));
      if (form == Elbo.Form.KL) {
        double variance = Math.exp(2.0 * LOG_SCALE);
        double exact = 0.5 * (MEAN * MEAN + variance - 1) - LOG_SCALE;
        assertThat(divergence).isCloseTo(exact, Offset.offset(1e-6));
      }
    }
  }
}
