package org.vaelab.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.GraphExecutor;
import org.vaelab.graph.Graph;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.inference.DiagonalGaussianFamily;
import org.vaelab.inference.PosteriorFamily;
import org.vaelab.evidence.ImportanceSampling;
import org.vaelab.evidence.Problem;
import org.vaelab.evidence.annealing.Simulation;
import org.vaelab.evidence.diagnostics.LatentUse;
import org.vaelab.evidence.exact.Quadrature;
import org.vaelab.objective.Elbo;
import org.vaelab.objective.Iwae;
import org.vaelab.objective.Objective;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

/// A model whose prior is not N(0, I) is refused by name where N(0, I) is assumed, and only there.
class OtherPriorTest {
  private static final GraphExecutor EXECUTOR = GraphExecutor.standard();
  private static final PosteriorFamily FAMILY = new DiagonalGaussianFamily();
  private static final ShiftedPrior SHIFTED = new ShiftedPrior(new LinearGaussian(3, 1));
  private static final Parameters THETA =
      Parameters.initial(
          SHIFTED.parameters(), new NoiseSource(1, Purpose.INITIALISATION), DataType.FLOAT);

  /// z ~ N(2, 1)
  record ShiftedPrior(LinearGaussian base) implements SimulableModel {
    @Override
    public SDVariable logPrior(SDVariable z, int samples) {
      return base.logPrior(z.sub(2), samples);
    }

    @Override
    public int dataSize() {
      return base.dataSize();
    }

    @Override
    public int latentSize() {
      return base.latentSize();
    }

    @Override
    public List<ParameterSpec> parameters() {
      return base.parameters();
    }

    @Override
    public SDVariable logLikelihood(Graph graph, SDVariable x, SDVariable z, int samples) {
      return base.logLikelihood(graph, x, z, samples);
    }

    @Override
    public SDVariable mean(Graph graph, SDVariable z) {
      return base.mean(graph, z);
    }

    @Override
    public SDVariable dataParameters(Graph graph, SDVariable z) {
      return base.dataParameters(graph, z);
    }

    @Override
    public float[] draw(float[] dataParameters, RandomGenerator generator) {
      return base.draw(dataParameters, generator);
    }
  }

  @AfterAll
  static void free() {
    THETA.close();
  }

  static List<Arguments> users() {
    return List.of(
        user("The ELBO", model -> bound(Elbo.standard(), model)),
        user(
            "Importance sampling",
            model ->
                ImportanceSampling.of(5)
                    .estimate(
                        new Problem(
                            EXECUTOR, model, THETA, FAMILY, new float[3], new float[2], new int[1]),
                        new NoiseSource(1, Purpose.EVALUATION))),
        user(
            "An estimate from the prior",
            model -> Problem.fromPrior(EXECUTOR, model, THETA, FAMILY, new float[3], new int[1])),
        user("Quadrature", model -> new Quadrature(EXECUTOR, model, THETA, 1e-6).close()),
        user(
            "Simulation",
            model ->
                Simulation.draw(EXECUTOR, model, THETA, 2, new NoiseSource(1, Purpose.SAMPLING))),
        user("Latent use", model -> LatentUse.of(new float[4], model, 0.01)));
  }

  private static Arguments user(String name, Consumer<SimulableModel> use) {
    return Arguments.of(name, use);
  }

  private static void bound(Objective objective, LatentVariableModel model) {
    Graph graph = new Graph(DataType.FLOAT);
    SDVariable phi = graph.input(PosteriorFamily.PHI, -1, FAMILY.rowSize(1));
    objective.bound(
        graph, model, FAMILY.posterior(phi, 1), model.data(graph), model.noise(graph), 4);
  }

  @ParameterizedTest
  @MethodSource("users")
  void isRefusedByName(String user, Consumer<SimulableModel> use) {
    use.accept(SHIFTED.base()); // The standard prior is welcome.
    assertThatThrownBy(() -> use.accept(SHIFTED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(user)
        .hasMessageContaining("ShiftedPrior");
  }

  @Test
  void isWelcomeWhereLogPriorIsRead() {
    bound(new Elbo(Elbo.Form.JOINT), SHIFTED);
    bound(new Elbo(Elbo.Form.ENTROPY), SHIFTED);
    bound(new Iwae(), SHIFTED);
  }
}
