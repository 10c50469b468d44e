package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.Torture;
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
            "9".repeat(depth * 100),
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
          TestKernel.Run run = kernel.run("1 + 1");
          if (run.status().equals("aborted")) {
            // It came while a cell that then failed was running, as the protocol has it.
            run = kernel.run("1 + 1");
          }
          assertThat(run.result()).as("after message %d", i).isEqualTo("2");
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
    int kind = random.nextInt(12);
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
      case 8 -> {
        TestKernel.sendFrames(socket, kernel.frames(oddFrames(frames)));
        count("odd frames under a right signature");
        info(kernel);
        return;
      }
      default -> {
        frames = genuine(kernel, frames, kind);
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

  /// A message that has a right to an answer, whatever is in it and around it.
  private List<byte[]> genuine(TestKernel kernel, List<byte[]> frames, int kind) {
    switch (kind) {
      case 9 -> {
        byte[] content = frames.getLast().clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          content[random.nextInt(content.length)] = (byte) random.nextInt(256);
        }
        List<byte[]> signed = new ArrayList<>(frames.subList(2, 5));
        signed.add(content);
        return kernel.frames(signed);
      }
      case 10 -> {
        for (int i = random.nextInt(1, 20); i > 0; i--) {
          frames.add(new byte[random.nextInt(1000)]); // Buffers.
        }
      }
      case 11 -> {
        for (int i = random.nextInt(1, 20); i > 0; i--) {
          frames.addFirst(("route " + random.nextInt()).getBytes(StandardCharsets.US_ASCII));
        }
      }
      default -> {}
    }
    return frames;
  }

  /// Header, parent header, metadata and content, one of which or two are not what they should be.
  private List<byte[]> oddFrames(List<byte[]> frames) {
    List<byte[]> signed = new ArrayList<>(frames.subList(2, 6));
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      int deep = random.nextInt(1, random.nextInt(10) == 0 ? 200_000 : 300);
      String text =
          pick(
              List.of(
                  "",
                  "null",
                  "[]",
                  "{",
                  "{}{}",
                  "{\"msg_id\": 1, \"msg_type\": 2}",
                  "{\"msg_type\": \"kernel_info_request\"}",
                  "{\"msg_type\": \"execute_request\", \"msg_id\": {}, \"session\": []}",
                  "{\"msg_type\": \"kernel_info_request\", \"x\": \"\\ud800\"}",
                  "{\"msg_type\": \"complete_request\", \"msg_type\": \"x_request\"}",
                  "{\"msg_type\": \"kernel_info_request\", \"x\": " + value() + "}",
                  "{\"a\":".repeat(deep) + "1" + "}".repeat(deep),
                  "{\"a\":" + "[".repeat(deep) + "]".repeat(deep) + "}",
                  "{\"code\": \"1\", \"cursor_pos\": " + "9".repeat(deep) + "}",
                  "{\"code\": \"//" + "x".repeat(20 * deep) + "\", \"cursor_pos\": 1}"));
      signed.set(random.nextInt(signed.size()), text.getBytes(StandardCharsets.UTF_8));
    }
    return signed;
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

  /// Beyond the limit the connection is cut, and made anew by the front end's library.
  @Test
  void hugeMessagesAreAnsweredOrDropped() {
    try (TestKernel kernel = TestKernel.start()) {
      for (int megabytes : new int[] {1, 10, 30, 63, 65, 100}) {
        int length = megabytes << 20;
        for (String content :
            List.of(
                "{\"code\": \"1\", \"surplus\": \"" + "x".repeat(length) + "\"}",
                "{\"code\": \"1\", \"cursor_pos\": " + "9".repeat(length) + "}",
                "[".repeat(length))) {
          String id = UUID.randomUUID().toString();
          TestKernel.sendFrames(kernel.control, kernel.frames(id, "comm_info_request", content));
        }
        info(kernel);
      }
      assertThat(kernel.run("1 + 1").result()).isEqualTo("2");
      assertThat(kernel.log()).doesNotContain("OutOfMemoryError").doesNotContain("goes on after");
    }
  }
}
