package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.Torture;
import org.vaelab.kernel.protocol.Connection;
import org.zeromq.ZMQ;

/// Mutated messages: the kernel must still answer after each, and answer each that is genuine.
@Tag("torture")
class MessageTortureTest {
  private static final List<String> TYPES =
      List.of(
          "execute_request",
          "complete_request",
          "inspect_request",
          "is_complete_request",
          "history_request",
          "comm_info_request",
          "kernel_info_request",
          "interrupt_request",
          "debug_request",
          "comm_open",
          "comm_msg",
          "comm_close",
          "input_reply",
          "status",
          "create_subshell_request",
          "made_up_request",
          "");

  private static final List<String> FIELDS =
      List.of(
          "code",
          "cursor_pos",
          "silent",
          "user_expressions",
          "store_history",
          "allow_stdin",
          "stop_on_error",
          "detail_level",
          "hist_access_type",
          "n",
          "session",
          "start",
          "stop",
          "pattern",
          "unique",
          "comm_id",
          "target_name",
          "data",
          "value",
          "surplus");

  private final SplittableRandom random = Torture.random("messages");
  private final Map<String, Integer> tally = new TreeMap<>();

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String value() {
    int depth = random.nextInt(1, 4000);
    return pick(
        List.of(
            "1",
            "-1",
            "2147483648",
            "1e308",
            "1e99999999",
            "0.5",
            "true",
            "null",
            "\"\"",
            "\"1+1\"",
            "\"tail\"",
            "\"range\"",
            "\"search\"",
            "\"Math.\"",
            "\"\\ud800\"",
            "\"%time\"",
            "\"if if\"",
            "{}",
            "[]",
            "{\"a\": \"1\", \"b\": 2}",
            "NaN",
            "[".repeat(depth) + "]".repeat(random.nextBoolean() ? depth : 0),
            "\"" + "(".repeat(depth / 10) + "\""));
  }

  private String content() {
    StringBuilder content = new StringBuilder("{\"code\": \"1\", \"cursor_pos\": 1");
    for (int i = random.nextInt(4); i > 0; i--) {
      content.append(", \"").append(pick(FIELDS)).append("\": ").append(value());
    }
    content.append('}');
    if (random.nextInt(10) == 0) {
      content.setLength(random.nextInt(content.length()));
    }
    return content.toString();
  }

  @Test
  void theKernelAnswersAfterEveryMessage() {
    try (TestKernel kernel = TestKernel.start()) {
      for (int i = 0; i < Torture.tries(); i++) {
        attack(kernel);
        if (i % 100 == 99 || i == Torture.tries() - 1) {
          assertThat(kernel.run("1 + 1").result()).isEqualTo("2");
        }
      }
      assertThat(kernel.process.isAlive()).isTrue();
      assertThat(kernel.log()).doesNotContain("OutOfMemoryError").doesNotContain("goes on after");
    }
    System.out.println("Messages: " + tally);
  }

  private void attack(TestKernel kernel) {
    String id = UUID.randomUUID().toString();
    String type = pick(TYPES);
    ZMQ.Socket socket = random.nextInt(4) == 0 ? kernel.control : kernel.shell;
    List<byte[]> frames = new ArrayList<>(kernel.frames(id, type, content()));
    int kind = random.nextInt(8);
    switch (kind) {
      case 0 -> frames.remove(random.nextInt(frames.size()));
      case 1 -> frames.add(random.nextInt(frames.size()), new byte[random.nextInt(100)]);
      case 2 -> {
        byte[] frame = frames.get(random.nextInt(frames.size()));
        if (frame.length > 0) {
          frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 3 -> frames.subList(1 + random.nextInt(frames.size() - 1), frames.size()).clear();
      case 4 -> {
        for (int i = random.nextInt(200); i > 0; i--) {
          frames.add(new byte[0]);
        }
      }
      default -> {
        TestKernel.sendFrames(socket, frames);
        awaitIdle(kernel, id, type);
        count("genuine " + type + ", busy and idle");
        if (kind == 5) {
          TestKernel.sendFrames(socket, frames);
          count("sent twice");
        }
        info(kernel);
        return;
      }
    }
    TestKernel.sendFrames(socket, frames);
    count(List.of("frame removed", "frame added", "bit flipped", "cut", "many frames").get(kind));
    info(kernel);
  }

  private static void awaitIdle(TestKernel kernel, String id, String type) {
    List<String> states = new ArrayList<>();
    while (!states.contains("idle")) {
      TestKernel.Message message = kernel.next();
      if (message.parentId().equals(id) && message.type().equals("status")) {
        states.add(message.text("execution_state"));
      }
    }
    assertThat(states).as(type).startsWith("busy");
  }

  private static void info(TestKernel kernel) {
    assertThat(kernel.ask("kernel_info_request", new JsonObject()).get("status").getAsString())
        .isEqualTo("ok");
  }

  private void count(String what) {
    tally.merge(what, 1, Integer::sum);
  }

  @Test
  void connectionFilesEndInOneSentence() throws Exception {
    for (int i = 0; i < Math.min(200, Math.max(1, Torture.tries() / 10)); i++) {
      Path file = Files.createTempFile("connection", ".json");
      try {
        Files.write(file, connectionFile());
        String sentence = "";
        try {
          Connection.open(file);
        } catch (IllegalArgumentException e) {
          sentence = e.getMessage();
        }
        assertThat(sentence)
            .as(Files.readString(file, StandardCharsets.ISO_8859_1))
            .contains(file.toString());
      } finally {
        Files.delete(file);
      }
    }
  }

  /// A file that is wrong in one place at least.
  private byte[] connectionFile() {
    List<String> fields =
        new ArrayList<>(
            List.of(
                "\"transport\": \"tcp\"",
                "\"ip\": \"127.0.0.1\"",
                "\"signature_scheme\": \"hmac-sha256\"",
                "\"key\": \"k\"",
                "\"shell_port\": 45001",
                "\"control_port\": 45002",
                "\"stdin_port\": 45003",
                "\"iopub_port\": 45004",
                "\"hb_port\": 45005"));
    int place = random.nextInt(3) == 0 ? 0 : random.nextInt(4, fields.size());
    String name = fields.get(place).split(":")[0];
    fields.set(
        place,
        name
            + ": "
            + pick(List.of("null", "-1", "70000", "1e99", "[]", "{}", "\"?\"", "true", "0.5")));
    String text = "{" + String.join(", ", fields) + "}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        bytes[random.nextInt(2)] = (byte) 0xFF;
        yield bytes;
      }
      default -> bytes;
    };
  }
}
