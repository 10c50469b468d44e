package org.vaelab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.vaelab.kernel.TestKernel;

/// The kernel with the toolkit in it.
class VaeToolkitTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @Test
  void itsTypesAreImported() {
    assertThat(
            kernel
                .run(
                    """
                    var model = new Vae(4, 2, List.of(3), Activation.TANH, new Likelihood.Bernoulli());
                    GraphExecutor executor = GraphExecutor.standard();
                    var noise = NoiseSource.of(1, Purpose.EVALUATION);
                    TrainingConfig recipe = TrainingConfig.of(1, 10, 1e-3, 1);
                    model.latentSize()
                    """)
                .result())
        .isEqualTo("2");
  }

  @Test
  void streamAndExecutorAreTheJdks() {
    assertThat(kernel.run("Stream.of(1, 2).count()").result()).isEqualTo("2");
    assertThat(kernel.run("Executor direct = Runnable::run; direct != null").result())
        .isEqualTo("true");
  }

  @Test
  void aTypeOfACellMayHaveTheNameOfOneOfItsTypes() {
    try (TestKernel own = TestKernel.start()) {
      for (String name : List.of("Vae", "Purpose")) {
        own.run("record %s(int x) {}".formatted(name));
        assertThat(own.run("new %s(3).x()".formatted(name)).result()).isEqualTo("3");
      }
    }
  }

  private static JsonObject ask(String type, String code) {
    JsonObject request = new JsonObject();
    request.addProperty("code", code);
    request.addProperty("cursor_pos", code.length());
    request.addProperty("detail_level", 0);
    return kernel.ask(type, request);
  }

  @Test
  void namesOfDataSetsAreCompleted() {
    assertThat(ask("complete_request", "Datasets.open(\"mn").getAsJsonArray("matches"))
        .extracting(match -> match.getAsString())
        .containsExactly("mnist");
  }

  private static String inspected(String code) {
    return ask("inspect_request", code).getAsJsonObject("data").get("text/plain").getAsString();
  }

  @Test
  void inspectionShowsItsJavadoc() {
    kernel.awaitAssistance();
    assertThat(inspected("Datasets.open"))
        .contains("Datasets.open(String")
        .contains("a directory with IDX files");
    assertThat(inspected("ImportanceSampling.of")).contains("the processor's cache");
    assertThat(inspected("Vae")).contains("Kingma and").contains("@param prior p(z; θ)");
    assertThat(inspected("Likelihood.Bernoulli")).contains("Independent bits with logits");
  }

  @Test
  void trainingStops() {
    kernel.run(
        """
        var digits = Datasets.open("stroke-digits", Optional.empty());
        var bits = Observations.of(digits.train(), Binarisation.STOCHASTIC, 1);
        var model = new Vae(784, 10, List.of(50), Activation.TANH, new Likelihood.Bernoulli());
        var encoder = new Amortized(new DiagonalGaussianFamily(), 784, 10, List.of(50), Activation.TANH);
        var trainer = new Trainer(GraphExecutor.standard(), model, encoder, Elbo.standard(), TrainingConfig.of(10_000, 100, 1e-3, 1), "long");
        var state = trainer.start(bits.count());
        """);
    for (int i = 0; i < 20; i++) {
      TestKernel.Run run =
          kernel.interrupted(
              "state = trainer.train(state, bits, Monitoring.none(), s -> {}).state();", 100);
      assertThat(run.reply().text("ename")).isEqualTo("Interrupted");
      assertThat(run.traceback()).doesNotContain("background");
    }
    assertThat(kernel.cpuTimeOfASecond()).isLessThan(Duration.ofMillis(700));
    assertThat(kernel.run("state.counters().step() > 0").result()).isEqualTo("true");
  }
}
