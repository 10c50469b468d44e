package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zeromq.ZMQ;

/// The messages that front ends send, in their order and with their fields.
class FrontEndsTest {
  private static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  /// Sends a request and waits for its reply on the same channel and for the state around it.
  private static JsonObject ask(
      TestKernel kernel, ZMQ.Socket channel, String type, JsonObject content) {
    String id = kernel.send(channel, type, content);
    TestKernel.Message reply = kernel.reply(channel, id);
    assertThat(reply.type()).isEqualTo(type.replace("_request", "_reply"));
    List<String> states = new ArrayList<>();
    while (!states.contains("idle")) {
      TestKernel.Message message = kernel.next();
      if (message.parentId().equals(id) && message.type().equals("status")) {
        states.add(message.text("execution_state"));
      }
    }
    assertThat(states).containsExactly("busy", "idle");
    return reply.content();
  }

  private static JsonObject jupyterLabCell(String code) {
    JsonObject content =
        json(
            "{'silent': false, 'store_history': true, 'user_expressions': {}, 'allow_stdin': true,"
                + " 'stop_on_error': true}");
    content.addProperty("code", code);
    return content;
  }

  @Test
  void jupyterLab() throws Exception {
    try (TestKernel kernel = TestKernel.start()) {
      kernel.awaitAssistance();
      for (ZMQ.Socket channel : List.of(kernel.shell, kernel.control)) {
        JsonObject info = ask(kernel, channel, "kernel_info_request", new JsonObject());
        assertThat(info.get("status").getAsString()).isEqualTo("ok");
        JsonObject language = info.getAsJsonObject("language_info");
        assertThat(language.get("name").getAsString()).isEqualTo("java");
        assertThat(language.get("mimetype").getAsString()).isEqualTo("text/x-java-source");
        assertThat(info.get("banner").getAsString()).isNotEmpty();
        assertThat(info.getAsJsonArray("help_links")).isNotEmpty();
      }
      JsonObject comms =
          ask(kernel, kernel.shell, "comm_info_request", json("{'target_name': 'jupyter.widget'}"));
      assertThat(comms.get("status").getAsString()).isEqualTo("ok");
      assertThat(comms.getAsJsonObject("comms").size()).isZero();
      JsonObject tail =
          json("{'output': false, 'raw': true, 'hist_access_type': 'tail', 'n': 500}");
      assertThat(ask(kernel, kernel.shell, "history_request", tail).getAsJsonArray("history"))
          .isEmpty();

      TestKernel.Run run = kernel.run(jupyterLabCell("int lab = 20; lab + 22"));
      assertThat(run.published())
          .extracting(TestKernel.Message::type)
          .containsExactly("status", "execute_input", "execute_result", "status");
      assertThat(run.result()).isEqualTo("42");
      assertThat(run.reply().content().getAsJsonArray("payload")).isEmpty();
      assertThat(run.reply().content().getAsJsonObject("user_expressions").size()).isZero();
      JsonArray history =
          ask(kernel, kernel.shell, "history_request", tail).getAsJsonArray("history");
      assertThat(history.get(0).getAsJsonArray().get(2).getAsString())
          .isEqualTo("int lab = 20; lab + 22");

      JsonObject inspected =
          ask(
              kernel,
              kernel.shell,
              "inspect_request",
              json("{'code': 'Math.floorMod(1, 2)', 'cursor_pos': 13, 'detail_level': 0}"));
      assertThat(inspected.get("found").getAsBoolean()).isTrue();
      assertThat(inspected.getAsJsonObject("data").has("text/html")).isTrue();
      JsonObject completed =
          ask(kernel, kernel.shell, "complete_request", json("{'code': 'la', 'cursor_pos': 2}"));
      assertThat(completed.getAsJsonArray("matches").toString()).contains("\"lab\"");
      assertThat(completed.get("cursor_start").getAsInt()).isZero();
      JsonObject complete =
          ask(kernel, kernel.shell, "is_complete_request", json("{'code': 'if (lab > 1) {'}"));
      assertThat(complete.get("status").getAsString()).isEqualTo("incomplete");
      assertThat(complete.get("indent").getAsString()).isNotEmpty();

      JsonObject debug =
          ask(
              kernel,
              kernel.control,
              "debug_request",
              json("{'type': 'request', 'command': 'debugInfo', 'seq': 1, 'arguments': {}}"));
      assertThat(debug.get("type").getAsString()).isEqualTo("response");
      assertThat(debug.get("success").getAsBoolean()).isFalse();
      assertThat(debug.get("message").getAsString()).isNotEmpty();

      String endless =
          kernel.send(
              kernel.shell,
              "execute_request",
              jupyterLabCell("System.out.println(\"on\"); while (true) {}"));
      String queued = kernel.send(kernel.shell, "execute_request", jupyterLabCell("lab = 0;"));
      kernel.awaitOutput(endless, "on");
      String interrupt = kernel.send(kernel.control, "interrupt_request", new JsonObject());
      assertThat(kernel.reply(kernel.control, interrupt).text("status")).isEqualTo("ok");
      TestKernel.Run stopped = kernel.await(endless);
      assertThat(stopped.reply().text("ename")).isEqualTo("Interrupted");
      assertThat(stopped.published("error")).hasSize(1);
      assertThat(kernel.await(queued).status()).isEqualTo("aborted");
      assertThat(kernel.run(jupyterLabCell("lab")).result()).isEqualTo("20");

      String shutdown = kernel.send(kernel.control, "shutdown_request", json("{'restart': true}"));
      JsonObject ended = kernel.reply(kernel.control, shutdown).content();
      assertThat(ended.get("status").getAsString()).isEqualTo("ok");
      assertThat(ended.get("restart").getAsBoolean()).isTrue();
      assertThat(kernel.awaitExit(10)).isTrue();
    }
  }

  private static JsonObject probe(String code, String expressions) {
    JsonObject content =
        json(
            "{'silent': true, 'store_history': false, 'allow_stdin': false, 'stop_on_error': false}");
    content.addProperty("code", code);
    content.add("user_expressions", json(expressions));
    return content;
  }

  @Test
  void visualStudioCode() {
    try (TestKernel kernel = TestKernel.start()) {
      kernel.awaitAssistance();
      assertThat(
              ask(kernel, kernel.shell, "kernel_info_request", new JsonObject())
                  .get("protocol_version")
                  .getAsString())
          .startsWith("5.");
      TestKernel.Run first = kernel.run(jupyterLabCell("var numbers = List.of(1, 2, 3); numbers"));
      assertThat(first.reply().content().get("execution_count").getAsInt()).isEqualTo(1);

      TestKernel.Run probe =
          kernel.run(
              probe(
                  "int probed = 5; System.out.println(9);", "{'n': 'numbers.size()', 'x': 'no'}"));
      assertThat(probe.status()).isEqualTo("ok");
      assertThat(probe.published()).extracting(TestKernel.Message::type).containsOnly("status");
      assertThat(probe.reply().content().get("execution_count").getAsInt()).isEqualTo(1);
      JsonObject values = probe.reply().content().getAsJsonObject("user_expressions");
      assertThat(
              values.getAsJsonObject("n").getAsJsonObject("data").get("text/plain").getAsString())
          .isEqualTo("3");
      assertThat(values.getAsJsonObject("x").get("status").getAsString()).isEqualTo("error");
      assertThat(values.getAsJsonObject("x").get("evalue").getAsString()).contains("cannot find");
      TestKernel.Run failed = kernel.run(probe("throw new RuntimeException(\"p\");", "{}"));
      assertThat(failed.status()).isEqualTo("error");
      assertThat(failed.published("error")).isEmpty();

      JsonObject unstored = jupyterLabCell("\"unstored\"");
      unstored.addProperty("store_history", false);
      TestKernel.Run shown = kernel.run(unstored);
      assertThat(shown.result()).isEqualTo("unstored");
      assertThat(shown.reply().content().get("execution_count").getAsInt()).isEqualTo(1);
      TestKernel.Run second = kernel.run(jupyterLabCell("_.size() + probed"));
      assertThat(second.result()).isEqualTo("8");
      assertThat(second.reply().content().get("execution_count").getAsInt()).isEqualTo(2);
      JsonObject tail = json("{'hist_access_type': 'tail', 'n': 10, 'raw': true, 'output': false}");
      assertThat(ask(kernel, kernel.shell, "history_request", tail).getAsJsonArray("history"))
          .hasSize(2);

      String running = kernel.begin("{ System.out.println(\"on\"); Thread.sleep(1_000_000); }");
      kernel.awaitOutput(running, "on");
      String complete =
          kernel.send(
              kernel.shell, "complete_request", json("{'code': 'numbers.si', 'cursor_pos': 10}"));
      assertThat(
              kernel.reply(kernel.shell, complete).content().getAsJsonArray("matches").toString())
          .contains("size()");
      String interrupt = kernel.send(kernel.control, "interrupt_request", new JsonObject());
      assertThat(kernel.reply(kernel.control, interrupt).type()).isEqualTo("interrupt_reply");
      assertThat(kernel.await(running).reply().text("ename")).isEqualTo("Interrupted");
      assertThat(kernel.run("numbers.size()").result()).isEqualTo("3");
    }
  }
}
