package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InterruptTest {
  private static final int TRIES = 20;
  private static TestKernel kernel;

  @BeforeAll
  static void start() {
    kernel = TestKernel.start();
    kernel.run("int kept = 42; long n = 0;");
  }

  @AfterAll
  static void stop() {
    kernel.close();
  }

  /// Starts a cell and interrupts it once it runs.
  private static TestKernel.Run stop(String code, long afterMs) {
    String id = start(kernel, code);
    pause(afterMs);
    kernel.interrupt();
    TestKernel.Run run = kernel.await(id);
    assertThat(run.reply().text("ename")).isEqualTo("Interrupted");
    assertThat(kernel.run("kept").result()).isEqualTo("42");
    return run;
  }

  private static String start(TestKernel of, String code) {
    String cell = "System.out.println(\"started\");\n" + code;
    String id = of.send(of.shell, "execute_request", TestKernel.cell(cell));
    of.awaitOutput(id, "started");
    return id;
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A cell that was abandoned instead of stopped would say so and go on burning CPU.
  private static void assertIdle() {
    Duration before = kernel.cpuTime();
    pause(1000);
    assertThat(kernel.cpuTime().minus(before)).isLessThan(Duration.ofMillis(700));
  }

  @Test
  void endlessLoop() {
    for (int i = 0; i < TRIES; i++) {
      assertThat(stop("while (true) { n++; }", 60).traceback()).doesNotContain("background");
    }
    assertIdle();
  }

  @Test
  void sleep() {
    for (int i = 0; i < TRIES; i++) {
      assertThat(stop("Thread.sleep(1_000_000);", 60).traceback()).doesNotContain("background");
    }
  }

  @Test
  void loopThatSwallowsInterrupts() {
    String code = "while (true) { try { Thread.sleep(1000); } catch (Exception e) {} }";
    assertThat(stop(code, 200).traceback()).doesNotContain("background");
  }

  @Test
  void blockingRead() {
    stop("new java.util.concurrent.LinkedBlockingQueue<String>().take()", 200);
  }

  @Test
  void training() {
    kernel.run(
        """
        import org.vaelab.graph.Executor;
        var digits = Datasets.open("stroke-digits", Optional.empty());
        var bits = Observations.of(digits.train(), Binarisation.STOCHASTIC, 1);
        var model = new Vae(784, 10, List.of(50), Activation.TANH, new Likelihood.Bernoulli());
        var encoder = new Amortized(new DiagonalGaussianFamily(), 784, 10, List.of(50), Activation.TANH);
        var trainer = new Trainer(Executor.standard(), model, encoder, Elbo.standard(), TrainingConfig.of(10_000, 100, 1e-3, 1), "long");
        var state = trainer.start(bits.count());
        """);
    for (int i = 0; i < TRIES; i++) {
      assertThat(stop("trainer.train(state, bits, Monitoring.none(), s -> {});", 100).traceback())
          .doesNotContain("background");
    }
    assertIdle();
    assertThat(kernel.run("state.counters().step() > 0").result()).isEqualTo("true");
  }

  @Test
  void aLibraryThatHeedsNothingIsLeftBehind() {
    try (TestKernel own = TestKernel.start()) {
      own.run("int kept = 1;");
      // One statement: after the first of two, a slow machine may still compile the second.
      String sum =
          "{ System.out.println(\"started\");"
              + " new java.math.BigInteger(\"7\").pow(60_000_000).bitLength(); }";
      String id = own.send(own.shell, "execute_request", TestKernel.cell(sum));
      own.awaitOutput(id, "started");
      pause(500);
      own.interrupt();
      assertThat(own.await(id).traceback())
          .contains("goes on in the background")
          .contains("BigInteger");
      assertThat(own.run("kept + 1").result()).isEqualTo("2");
    }
  }

  @Test
  void interruptBetweenCellsIsHarmless() {
    kernel.interrupt();
    assertThat(kernel.run("kept").result()).isEqualTo("42");
  }

  @Test
  void signalInterruptsToo() throws Exception {
    String id = start(kernel, "while (true) { n++; }");
    pause(300);
    new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process.pid())).start().waitFor();
    assertThat(kernel.await(id).reply().text("ename")).isEqualTo("Interrupted");
    assertThat(kernel.run("kept").result()).isEqualTo("42");
  }
}
