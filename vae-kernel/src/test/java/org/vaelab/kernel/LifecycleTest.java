package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Test
  void shutdownEndsTheProcess() throws Exception {
    try (TestKernel kernel = TestKernel.start()) {
      kernel.begin("while (true) {}");
      JsonObject content = new JsonObject();
      content.addProperty("restart", true);
      String id = kernel.send(kernel.control, "shutdown_request", content);
      JsonObject reply = kernel.reply(kernel.control, id).content();
      assertThat(reply.get("status").getAsString()).isEqualTo("ok");
      assertThat(reply.get("restart").getAsBoolean()).isTrue();
      assertThat(kernel.awaitExit(10)).isTrue();
    }
  }

  @Test
  void theKernelEndsWithItsParent() throws Exception {
    Process parent = new ProcessBuilder("sleep", "1000").start();
    try (TestKernel kernel =
        TestKernel.start(
            TestKernel.javaCommand(), Map.of("JPY_PARENT_PID", String.valueOf(parent.pid())))) {
      assertThat(kernel.process.isAlive()).isTrue();
      parent.destroyForcibly().waitFor();
      assertThat(kernel.awaitExit(10)).isTrue();
    }
  }

  @Test
  void exitInACellIsSaidBeforeTheKernelEnds() throws Exception {
    try (TestKernel kernel = TestKernel.start()) {
      TestKernel.Run run = kernel.run("System.exit(7);");
      assertThat(run.reply().text("ename")).isEqualTo("SystemExit");
      assertThat(run.traceback()).contains("System.exit(7): the kernel ends");
      assertThat(kernel.awaitExit(10)).isTrue();
      assertThat(kernel.process.exitValue()).isEqualTo(7);
    }
  }

  @Test
  void restartsInARow() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (TestKernel kernel = TestKernel.start()) {
        String id = kernel.send(kernel.control, "shutdown_request", new JsonObject());
        kernel.reply(kernel.control, id);
        assertThat(kernel.awaitExit(10)).isTrue();
        assertThat(kernel.process.exitValue()).isZero();
      }
    }
  }

  @Test
  void memoryDoesNotGrow() {
    try (TestKernel kernel = TestKernel.start()) { // With a heap of 1 GB.
      for (int i = 0; i < 30; i++) {
        assertThat(kernel.run("byte[] big = new byte[100_000_000]; big.length").result())
            .isEqualTo("100000000");
      }
      for (int i = 0; i < 30; i++) {
        assertThat(kernel.run("new byte[100_000_000]").status()).isEqualTo("ok");
      }
      kernel.run("big = null;");
      long before = kernel.heapBytes();
      for (int i = 0; i < 1000; i++) {
        assertThat(kernel.run("int x" + i % 10 + " = " + i + "; x" + i % 10 + " + 1").result())
            .isEqualTo(String.valueOf(i + 1));
      }
      assertThat(kernel.heapBytes() - before).isLessThan(60_000_000);
    }
  }

  @Test
  void badStartsAreExplained() throws Exception {
    List<String> command = TestKernel.javaCommand();
    command.add("/no/such/connection.json");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output).contains("The connection file /no/such/connection.json cannot be read");
  }
}
