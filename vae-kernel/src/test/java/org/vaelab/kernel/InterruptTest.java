package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InterruptTest {
  private static final int TRIES = 20;
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @BeforeAll
  static void prepare() {
    kernel.run("int kept = 42; long n = 0;");
  }

  private static TestKernel.Run stop(String code, long afterMs) {
    TestKernel.Run run = kernel.interrupted(code, afterMs);
    assertThat(run.reply().text("ename")).isEqualTo("Interrupted");
    assertThat(kernel.run("kept").result()).isEqualTo("42");
    return run;
  }

  /// A cell that was abandoned instead of stopped would say so and go on burning CPU.
  private static void assertIdle() {
    assertThat(kernel.cpuTimeOfASecond()).isLessThan(Duration.ofMillis(700));
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
  void aLibraryThatHeedsNothingIsLeftBehind() {
    try (TestKernel own = TestKernel.start()) {
      own.run("int kept = 1;");
      // One statement: what is printed comes after the compiler.
      String power =
          "{ System.out.println(\"started\"); new BigInteger(\"7\").pow(60_000_000).bitLength(); }";
      String id = own.begin(power);
      own.awaitOutput(id, "started");
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
    String id = kernel.begin("System.out.println(\"started\");\nwhile (true) { n++; }");
    kernel.awaitOutput(id, "started");
    TestKernel.pause(300);
    new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process.pid())).start().waitFor();
    assertThat(kernel.await(id).reply().text("ename")).isEqualTo("Interrupted");
    assertThat(kernel.run("kept").result()).isEqualTo("42");
  }
}
