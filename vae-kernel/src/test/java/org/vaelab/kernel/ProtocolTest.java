package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

class ProtocolTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @BeforeAll
  static void prepare() {
    kernel.awaitAssistance();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  @Test
  void kernelInfo() {
    JsonObject info = kernel.ask("kernel_info_request", new JsonObject());
    assertThat(info.get("status").getAsString()).isEqualTo("ok");
    assertThat(info.get("protocol_version").getAsString()).isEqualTo("5.3");
    assertThat(info.getAsJsonObject("language_info").get("name").getAsString()).isEqualTo("java");
    assertThat(info.getAsJsonObject("language_info").get("file_extension").getAsString())
        .isEqualTo(".jshell");
  }

  @Test
  void heartbeatEchoes() {
    kernel.heartbeat.send("pulse");
    assertThat(kernel.heartbeat.recvStr()).isEqualTo("pulse");
  }

  @Test
  void messagesOfACellComeInOrder() {
    TestKernel.Run run = kernel.run("System.out.println(\"a\"); System.err.println(\"b\"); 7");
    assertThat(run.published())
        .extracting(TestKernel.Message::type)
        .containsExactly("status", "execute_input", "stream", "stream", "execute_result", "status");
    assertThat(run.reply().content().get("execution_count"))
        .isEqualTo(run.published("execute_input").getFirst().content().get("execution_count"));
  }

  @Test
  void silentCellsPublishOnlyTheirStatus() {
    JsonObject content = TestKernel.cell("System.out.println(1); 2");
    content.addProperty("silent", true);
    TestKernel.Run run = kernel.run(content);
    assertThat(run.status()).isEqualTo("ok");
    assertThat(run.published()).extracting(TestKernel.Message::type).containsOnly("status");
  }

  @Test
  void userExpressionsAreEvaluatedOneByOne() {
    JsonObject content = TestKernel.cell("int seven = 7;");
    content.add("user_expressions", json("{'good': 'seven * 6', 'bad': 'nothing'}"));
    JsonObject results = kernel.run(content).reply().content().getAsJsonObject("user_expressions");
    JsonObject good = results.getAsJsonObject("good");
    assertThat(good.get("status").getAsString()).isEqualTo("ok");
    assertThat(good.getAsJsonObject("data").get("text/plain").getAsString()).isEqualTo("42");
    assertThat(results.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
  }

  @Test
  void messagesWithWrongOrMissingSignatureAreDropped() {
    String id = UUID.randomUUID().toString();
    String code = TestKernel.cell("int forged = 1;").toString();
    TestKernel.sendFrames(kernel.shell, kernel.frames(id, "execute_request", code, "wrong key"));
    List<byte[]> unsigned = kernel.frames(id, "execute_request", code);
    unsigned.set(1, new byte[0]);
    TestKernel.sendFrames(kernel.shell, unsigned);
    TestKernel.Run run = kernel.run("forged");
    assertThat(run.status()).isEqualTo("error");
    assertThat(kernel.log()).contains("signature is missing or wrong");
  }

  @Test
  void replayedMessagesAreDropped() {
    kernel.run("int replayed = 0;");
    String id = UUID.randomUUID().toString();
    List<byte[]> frames =
        kernel.frames(id, "execute_request", TestKernel.cell("replayed++;").toString());
    TestKernel.sendFrames(kernel.shell, frames);
    TestKernel.sendFrames(kernel.shell, frames);
    kernel.await(id);
    assertThat(kernel.run("replayed").result()).isEqualTo("1");
  }

  @Test
  void malformedFramesDoNotEndTheKernel() {
    TestKernel.sendFrames(kernel.shell, List.of(TestKernel.bytes("noise")));
    TestKernel.sendFrames(
        kernel.shell, List.of(TestKernel.bytes("<IDS|MSG>"), TestKernel.bytes("short")));
    String id = UUID.randomUUID().toString();
    TestKernel.sendFrames(kernel.shell, kernel.frames(id, "execute_request", "{not json"));
    TestKernel.sendFrames(kernel.shell, kernel.frames(id, "execute_request", "[1, 2]"));
    TestKernel.sendFrames(
        kernel.shell, kernel.frames(id, "execute_request", "{\"code\": {\"a\": 1}}"));
    TestKernel.sendFrames(kernel.shell, kernel.frames(id, "no_such_request", "{}"));
    TestKernel.sendFrames(kernel.control, List.of(TestKernel.bytes("noise")));
    TestKernel.sendFrames(kernel.stdin, List.of(TestKernel.bytes("noise")));
    assertThat(kernel.run("40 + 2").result()).isEqualTo("42");
    kernel.interrupt();
  }

  private static TestKernel.Run raw(String type, String content) {
    String id = UUID.randomUUID().toString();
    TestKernel.sendFrames(kernel.shell, kernel.frames(id, type, content));
    return kernel.await(id);
  }

  @Test
  void genuineRequestsThatAreWrongAreAnswered() {
    for (String content :
        List.of("{not json", "[1, 2]", "{\"code\": {\"a\": 1}}", "{\"code\": 1}", "{}")) {
      TestKernel.Run run = raw("execute_request", content);
      assertThat(run.reply().type()).isEqualTo("execute_reply");
      assertThat(run.status()).isEqualTo("error");
      assertThat(run.reply().text("ename")).isEqualTo("InvalidRequest");
      assertThat(run.published("error")).hasSize(1);
    }
    TestKernel.Run complete = raw("complete_request", "{\"code\": \"a\", \"cursor_pos\": 1e99}");
    assertThat(complete.reply().type()).isEqualTo("complete_reply");
    assertThat(complete.reply().text("evalue"))
        .isEqualTo(
            "The field 'cursor_pos' of a message 'complete_request' must be a whole number of at"
                + " most 32 bits.");
    TestKernel.Run unknown = raw("no_such_request", "{}");
    assertThat(unknown.reply().type()).isEqualTo("no_such_reply");
    assertThat(unknown.status()).isEqualTo("error");
    TestKernel.Run debug = raw("debug_request", "{\"command\": \"debugInfo\"}");
    assertThat(debug.reply().type()).isEqualTo("debug_reply");
    assertThat(debug.reply().content().get("success").getAsBoolean()).isFalse();
  }

  @Test
  void anotherClientsInputIsNotTaken() {
    String id = kernel.begin("(char) System.in.read()");
    try (ZContext context = new ZContext()) {
      ZMQ.Socket stranger = context.createSocket(SocketType.DEALER);
      stranger.connect(kernel.stdin.getLastEndpoint());
      TestKernel.sendFrames(
          stranger,
          kernel.frames(UUID.randomUUID().toString(), "input_reply", "{\"value\": \"s\"}"));
      for (int i = 0; i < 100 && !kernel.log().contains("no answer to the question"); i++) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    kernel.answerInput("x");
    assertThat(kernel.await(id).result()).isEqualTo("x");
  }

  @Test
  void messagesThatAreTooLargeAreNotRead() {
    try (TestKernel small = TestKernel.start("-Xmx256m");
        ZContext context = new ZContext()) {
      ZMQ.Socket attacker = context.createSocket(SocketType.DEALER);
      attacker.setLinger(0);
      attacker.setSndHWM(0);
      attacker.connect(small.shell.getLastEndpoint());
      attacker.send(new byte[300_000_000]);
      for (int i = 0; i < 1000; i++) {
        attacker.send(new byte[1000], ZMQ.SNDMORE);
      }
      attacker.send(new byte[0]);
      assertThat(small.run("40 + 2").result()).isEqualTo("42");
    }
  }

  @Test
  void queuedCellsAreAbortedAfterAnError() {
    String first = kernel.begin("Thread.sleep(300); throw new IllegalStateException(\"no\");");
    String second = kernel.begin("int ran = 1;");
    assertThat(kernel.await(first).status()).isEqualTo("error");
    assertThat(kernel.await(second).status()).isEqualTo("aborted");
    assertThat(kernel.run("ran").status()).isEqualTo("error");
  }

  @Test
  void queuedCellsRunAfterAnErrorIfTheFrontEndWantsIt() {
    JsonObject failing = TestKernel.cell("Thread.sleep(300); int x = 1 / 0;");
    failing.addProperty("stop_on_error", false);
    kernel.send(kernel.shell, "execute_request", failing);
    String second = kernel.begin("2 + 3");
    assertThat(kernel.await(second).result()).isEqualTo("5");
  }

  @Test
  void historyKnowsTheCellsOfTheSession() {
    kernel.run("int historic = 1;");
    kernel.run("historic + 1");
    JsonArray tail =
        kernel
            .ask(
                "history_request",
                json("{'hist_access_type': 'tail', 'n': 2, 'raw': true, 'output': false}"))
            .getAsJsonArray("history");
    assertThat(tail).hasSize(2);
    assertThat(tail.get(1).getAsJsonArray().get(2).getAsString()).isEqualTo("historic + 1");
    JsonArray found =
        kernel
            .ask(
                "history_request",
                json(
                    "{'hist_access_type': 'search', 'pattern': 'int histor*', 'n': 5, 'raw': true, 'output': false, 'unique': true}"))
            .getAsJsonArray("history");
    assertThat(found).hasSize(1);
  }

  @Test
  void isComplete() {
    assertThat(isComplete("int a = 1;")).isEqualTo("complete");
    assertThat(isComplete("%time 1")).isEqualTo("complete");
    assertThat(isComplete("for (int i = 0; i < 3; i++) {")).isEqualTo("incomplete");
    assertThat(isComplete("if if")).isEqualTo("invalid");
  }

  private static String isComplete(String code) {
    JsonObject content = new JsonObject();
    content.addProperty("code", code);
    return kernel.ask("is_complete_request", content).get("status").getAsString();
  }

  @Test
  void completionWithTypes() {
    kernel.run("var greeting = \"hello\";");
    JsonObject reply =
        kernel.ask(
            "complete_request", json("{'code': 'int n = 1;\\ngreeting.isBl', 'cursor_pos': 24}"));
    assertThat(reply.getAsJsonArray("matches").get(0).getAsString()).isEqualTo("isBlank()");
    assertThat(reply.get("cursor_start").getAsInt()).isEqualTo(20);
    assertThat(reply.get("cursor_end").getAsInt()).isEqualTo(24);
    JsonObject type =
        reply
            .getAsJsonObject("metadata")
            .getAsJsonArray("_jupyter_types_experimental")
            .get(0)
            .getAsJsonObject();
    assertThat(type.get("signature").getAsString()).contains("boolean String.isBlank()");
  }

  @Test
  void inspectionShowsSignatureAndJavadoc() {
    JsonObject reply =
        kernel.ask(
            "inspect_request",
            json("{'code': 'Math.floorMod', 'cursor_pos': 8, 'detail_level': 0}"));
    assertThat(reply.get("found").getAsBoolean()).isTrue();
    String text = reply.getAsJsonObject("data").get("text/plain").getAsString();
    assertThat(text).contains("int Math.floorMod(int x, int y)");
    JsonObject none =
        kernel.ask(
            "inspect_request", json("{'code': 'nothingHere', 'cursor_pos': 3, 'detail_level': 0}"));
    assertThat(none.get("found").getAsBoolean()).isFalse();
  }

  @Test
  void commsAreRefusedPolitely() {
    String id =
        kernel.send(
            kernel.shell, "comm_open", json("{'comm_id': 'c1', 'target_name': 't', 'data': {}}"));
    TestKernel.Message message = kernel.next();
    while (!message.parentId().equals(id) || !message.type().equals("comm_close")) {
      message = kernel.next();
    }
    assertThat(message.text("comm_id")).isEqualTo("c1");
    assertThat(kernel.ask("comm_info_request", new JsonObject()).getAsJsonObject("comms").size())
        .isZero();
  }

  @Test
  void standardInputAsksTheFrontEnd() {
    String id =
        kernel.begin(
            "var scanner = new Scanner(System.in); scanner.nextLine() + scanner.nextInt()");
    assertThat(kernel.answerInput("twenty").type()).isEqualTo("input_request");
    kernel.answerInput("22");
    assertThat(kernel.await(id).result()).isEqualTo("twenty22");
  }

  @Test
  void standardInputCanBeInterrupted() {
    String id = kernel.begin("System.in.read()");
    kernel.stdin.recv(); // The question, of several frames.
    while (kernel.stdin.hasReceiveMore()) {
      kernel.stdin.recv();
    }
    kernel.interrupt();
    TestKernel.Run run = kernel.await(id);
    assertThat(run.reply().text("ename")).isEqualTo("Interrupted");
    JsonObject late = new JsonObject();
    late.addProperty("value", "late answer");
    kernel.send(kernel.stdin, "input_reply", late);
    String next = kernel.begin("(char) System.in.read()");
    kernel.answerInput("x");
    assertThat(kernel.await(next).result()).isEqualTo("x");
  }

  @Test
  void standardInputWithoutFrontEndSaysSo() {
    JsonObject content = TestKernel.cell("System.in.read()");
    content.addProperty("allow_stdin", false);
    assertThat(kernel.run(content).traceback()).contains("no input line");
  }
}
