package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `!command` and `%load`.
class CommandsTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @Test
  void bothStreamsOfTheShellAreShown() {
    TestKernel.Run run = kernel.run("int before = 1;\n!echo out; echo err >&2\nbefore + 1");
    assertThat(run.stream("stdout")).isEqualTo("out\n");
    assertThat(run.stream("stderr")).isEqualTo("err\n");
    assertThat(run.result()).isEqualTo("2");
    assertThat(kernel.run("! printf 'λ→𝛉'").stream("stdout")).isEqualTo("λ→𝛉");
  }

  @Test
  void outputOfTheShellIsShownAsItComes() {
    String id = kernel.begin("!echo early; sleep 1000");
    kernel.awaitOutput(id, "early");
    long start = System.nanoTime();
    kernel.interrupt();
    TestKernel.Run run = kernel.await(id);
    assertThat(run.reply().text("ename")).isEqualTo("Interrupted");
    assertThat(run.traceback()).doesNotContain("background");
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    assertThat(kernel.process.descendants()).isEmpty();
  }

  @Test
  void aFailureOfTheShellIsOneSentence() {
    TestKernel.Run run = kernel.run("!exit 3");
    assertThat(run.status()).isEqualTo("error");
    assertThat(run.traceback()).isEqualTo("The command ended with status 3: exit 3\n");
    assertThat(kernel.run("!no_such_program_here").stream("stderr")).contains("not found");
  }

  @Test
  void theEnvironmentOfTheShellCanBeSet() {
    assertThat(kernel.run("%env GREETING=good day").stream("stdout")).contains("GREETING is set");
    assertThat(kernel.run("!echo $GREETING").stream("stdout")).isEqualTo("good day\n");
    assertThat(kernel.run("%env GREETING").result()).isEqualTo("good day");
  }

  @Test
  void negationsAreJava() {
    assertThat(kernel.run("boolean done = false;\n!done").result()).isEqualTo("true");
    assertThat(kernel.run("!done").result()).isEqualTo("true");
    assertThat(kernel.run("!List.of().isEmpty()").result()).isEqualTo("false");
    assertThat(kernel.run("!(1 > 2)").result()).isEqualTo("true");
    assertThat(kernel.run("boolean both = true\n  && !done;\nboth").result()).isEqualTo("true");
  }

  @Test
  void theTableOfVariablesIsKeptUpToDate() {
    try (TestKernel own = TestKernel.start()) {
      own.run("int n = 1; var words = List.of(\"a\", \"b\");");
      TestKernel.Run shown = own.run("%vars");
      String html = shown.display().get("text/html").getAsString();
      assertThat(html).contains(">words</td>", ">List&lt;String&gt;</td>", ">2 elements</td>");
      JsonObject id = shown.published("display_data").getFirst().content();
      TestKernel.Run changed = own.run("n = 7; float[] f = {1, 2, 3};");
      assertThat(changed.published("update_display_data")).hasSize(1);
      JsonObject update = changed.published("update_display_data").getFirst().content();
      assertThat(update.get("transient")).isEqualTo(id.get("transient"));
      assertThat(update.getAsJsonObject("data").get("text/html").getAsString())
          .contains(">7</td>", ">3 elements</td>", ">[1.0, 2.0, 3.0]</td>");
      assertThat(own.run("n + 1").published("update_display_data")).isEmpty();
      TestKernel.Run broken =
          own.run(
              "class Bad { public String toString() { throw new IllegalStateException(); } }\n"
                  + "var bad = new Bad();");
      assertThat(broken.status()).isEqualTo("ok");
      assertThat(broken.published("update_display_data").toString()).contains("cannot be made");
      assertThat(own.run("%reset").published("update_display_data").toString())
          .contains("There are no variables.");
    }
  }

  private static String loaded(TestKernel.Run run) {
    JsonArray payload = run.reply().content().getAsJsonArray("payload");
    assertThat(payload).hasSize(1);
    JsonObject next = payload.get(0).getAsJsonObject();
    assertThat(next.get("source").getAsString()).isEqualTo("set_next_input");
    assertThat(next.get("replace").getAsBoolean()).isTrue();
    return next.get("text").getAsString();
  }

  @Test
  void aFileTakesThePlaceOfTheCell(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("cells.java");
    Files.writeString(file, "int loaded = 11;\nloaded * 2");
    assertThat(loaded(kernel.run("%load " + file)))
        .isEqualTo("// %load " + file + "\nint loaded = 11;\nloaded * 2");
    assertThat(kernel.run("1").reply().content().getAsJsonArray("payload")).isEmpty();
  }

  @Test
  void aPageTakesThePlaceOfTheCell() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/cells.java");
          byte[] body = "1 + 1".getBytes();
          exchange.sendResponseHeaders(known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(loaded(kernel.run("%load " + address + "/cells.java"))).endsWith("\n1 + 1");
      assertThat(kernel.run("%load " + address + "/none").traceback())
          .isEqualTo(address + "/none cannot be loaded: the server answered with status 404.\n");
    } finally {
      server.stop(0);
    }
    assertThat(
            kernel
                .run("%%load http://127.0.0.1:%d/".formatted(server.getAddress().getPort()))
                .traceback())
        .contains("cannot be reached")
        .hasLineCount(1);
    assertThat(kernel.run("%load http://no such host/").traceback()).contains("no valid URL");
    assertThat(kernel.run("%load http://no-such-host.invalid/").traceback())
        .contains("cannot be reached: there is no such host");
  }

  @Test
  void whatIsNoTextForACellIsNotLoaded(@TempDir Path directory) throws Exception {
    assertThat(kernel.run("%load none.java").traceback()).contains("There is no file 'none.java'");
    assertThat(kernel.run("%load " + directory).traceback()).contains("is a directory");
    assertThat(kernel.run("%load").traceback()).contains("A file or a URL is missing");
    Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
    assertThat(kernel.run("%load " + large).traceback()).contains("has more than 1 MB");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {1, 0, -1});
    assertThat(kernel.run("%load " + binary).traceback()).contains("is not a text in UTF-8");
  }
}
