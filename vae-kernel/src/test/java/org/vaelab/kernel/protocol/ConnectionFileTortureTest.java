package org.vaelab.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.Torture;

/// Mutated connection files: refused in one sentence that names the file, or read as another reader
/// of JSON reads them.
@Tag("torture")
@Timeout(600)
class ConnectionFileTortureTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final List<String> FIELDS =
      List.of(
          "\"transport\": \"tcp\"",
          "\"ip\": \"127.0.0.1\"",
          "\"signature_scheme\": \"hmac-sha256\"",
          "\"key\": \"a-key\"",
          "\"shell_port\": 45001",
          "\"control_port\": 45002",
          "\"stdin_port\": 45003",
          "\"iopub_port\": 45004",
          "\"hb_port\": 45005",
          "\"kernel_name\": \"vaelab\"");

  @TempDir private Path folder;

  private final SplittableRandom random = Torture.random("connection files");

  @Test
  void aMutatedFileIsRefusedOrReadAsItIs() throws Exception {
    Path file = folder.resolve("connection.json");
    Map<String, Integer> tally = new TreeMap<>();
    for (int i = 0; i < Torture.tries(); i++) {
      byte[] bytes = mutated();
      Files.write(file, bytes);
      String what =
          "try %d: %s"
              .formatted(
                  i, new String(bytes, 0, Math.min(500, bytes.length), StandardCharsets.UTF_8));
      try {
        KernelConnectionProperties read = ConnectionFile.read(file).addresses();
        tally.merge("read", 1, Integer::sum);
        compare(what, read, bytes);
      } catch (IllegalArgumentException e) {
        tally.merge("refused", 1, Integer::sum);
        assertThat(e.getMessage()).as(what).contains(file.toString());
        assertThat(e.getMessage().lines()).as(what).hasSize(1);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(what, e);
      }
    }
    System.out.printf("connection files: %d tries, %s%n", Torture.tries(), tally);
    assertThat(tally).containsKeys("read", "refused");
  }

  private static void compare(String what, KernelConnectionProperties read, byte[] bytes)
      throws Exception {
    JsonNode json;
    try {
      String text = new String(bytes, StandardCharsets.UTF_8);
      json = JSON.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + " is no JSON", e);
    }
    assertThat(read.getIp()).as(what).isEqualTo(json.get("ip").textValue());
    assertThat(read.getKey()).as(what).isEqualTo(json.get("key").textValue());
    assertThat(read.getTransport()).as(what).isEqualTo(json.get("transport").textValue());
    assertThat(read.getSignatureScheme())
        .as(what)
        .isEqualTo(json.get("signature_scheme").textValue());
    Map<String, Integer> ports =
        Map.of(
            "shell_port", read.getShellPort(),
            "control_port", read.getControlPort(),
            "stdin_port", read.getStdinPort(),
            "iopub_port", read.getIopubPort(),
            "hb_port", read.getHbPort());
    ports.forEach(
        (name, port) -> {
          assertThat(json.get(name).isInt()).as(what).isTrue();
          assertThat(port).as(what).isEqualTo(json.get(name).intValue()).isBetween(1, 65_535);
        });
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private byte[] mutated() {
    List<String> fields = new ArrayList<>(FIELDS);
    int at = random.nextInt(fields.size());
    String name = fields.get(at).split(":")[0];
    switch (random.nextInt(9)) {
      case 0 -> fields.remove(at);
      case 1, 2 -> fields.set(at, name + ": " + value());
      case 3 -> fields.add(name + ": " + value());
      case 4 -> fields.set(at, fields.get(random.nextInt(fields.size())));
      case 5 -> fields.set(at, pick("x: 1", "'ip': 1", "\"ip\"", ": 1", "\"a\": {\"b\": [1]}"));
      case 6 -> fields.add("\"surplus\": " + value());
      default -> Collections.shuffle(fields, new Random(random.nextLong()));
    }
    String text = "{" + String.join(pick(", ", ",\n", ",", ",  ", ",\t", ",,"), fields) + "}";
    if (random.nextInt(6) == 0) {
      text =
          pick("\ufeff", " ", "//x\n", ")]}'\n", "[", "") + text + pick("", "{}", "x", "\0", "]");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int place = random.nextInt(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> bytes = Arrays.copyOf(bytes, place);
      case 1 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[place] = (byte) random.nextInt(256);
      default -> {}
    }
    return bytes;
  }

  private String value() {
    int many = random.nextInt(1, 5000);
    return pick(
        "null",
        "-1",
        "0",
        "65535",
        "65536",
        "45001.0",
        "4.5e4",
        "1e99999999",
        "9".repeat(many),
        "[]",
        "{}",
        "\"?\"",
        "\"45001\"",
        "\"\"",
        "\"ipc\"",
        "\"hmac-nothing\"",
        "\"hmac-sha512\"",
        "\"\\ud800\"",
        "true",
        "NaN",
        "0x10",
        "[".repeat(many) + "]".repeat(random.nextBoolean() ? many : 0),
        "{\"a\":".repeat(many) + "1" + "}".repeat(many),
        "\"" + "k".repeat(many) + "\"");
  }

  @Test
  void whatIsNoFileIsRefusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    for (Path each : List.of(pipe, folder, Path.of("/dev/zero"), folder.resolve("none"))) {
      assertThatThrownBy(() -> ConnectionFile.read(each))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(each.toString());
    }
  }
}
