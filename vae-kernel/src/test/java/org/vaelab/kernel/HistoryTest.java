package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history of cells across sessions.
class HistoryTest {
  @TempDir private Path data;
  private Path file;

  @BeforeEach
  void place() {
    file = data.resolve("vaelab/history.jsonl");
  }

  private TestKernel start() {
    return start("on");
  }

  private TestKernel start(String history) {
    return TestKernel.start(
        TestKernel.javaCommand(),
        Map.of("JUPYTER_DATA_DIR", data.toString(), "VAELAB_HISTORY", history));
  }

  /// @return `session number code` of each
  private static List<String> history(TestKernel kernel, String request) {
    JsonObject content = JsonParser.parseString(request.replace('\'', '"')).getAsJsonObject();
    List<String> entries = new ArrayList<>();
    for (JsonElement entry : kernel.ask("history_request", content).getAsJsonArray("history")) {
      var parts = entry.getAsJsonArray();
      entries.add(
          parts.get(0).getAsInt()
              + " "
              + parts.get(1).getAsInt()
              + " "
              + parts.get(2).getAsString());
    }
    return entries;
  }

  private static List<String> tail(TestKernel kernel, int n) {
    return history(kernel, "{'hist_access_type': 'tail', 'n': %d}".formatted(n));
  }

  @Test
  void laterSessionsKnowTheCellsOfEarlierOnes() throws Exception {
    try (TestKernel first = start()) {
      first.run("int a = 1;");
      first.run("a + 1");
    }
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (TestKernel second = start()) {
      assertThat(tail(second, 1)).containsExactly("1 2 a + 1");
      second.run("String λ = \"→\";\nλ");
      assertThat(tail(second, 2)).containsExactly("1 2 a + 1", "2 1 String λ = \"→\";\nλ");
      String range = "{'hist_access_type': 'range', 'session': %d, 'start': %d, 'stop': %d}";
      assertThat(history(second, range.formatted(0, 1, 0))).hasSize(1);
      assertThat(history(second, range.formatted(-1, 1, 2))).containsExactly("1 1 int a = 1;");
      assertThat(history(second, range.formatted(1, 2, 0))).containsExactly("1 2 a + 1");
      assertThat(history(second, range.formatted(7, 0, 0))).isEmpty();
      second.run("a + 1 // again");
      String search = "{'hist_access_type': 'search', 'pattern': '%s', 'n': 5, 'unique': true}";
      assertThat(history(second, search.formatted("a + ?*")))
          .containsExactly("1 2 a + 1", "2 2 a + 1 // again");
      JsonObject silent = TestKernel.cell("1 + 1");
      silent.addProperty("store_history", false);
      second.run(silent);
      assertThat(tail(second, 1)).containsExactly("2 2 a + 1 // again");
    }
  }

  @Test
  void kernelsMayWriteAtOnce() throws Exception {
    try (TestKernel one = start();
        TestKernel two = start()) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        one.begin("1 + " + i);
        ids.add(two.begin("2 + " + i));
      }
      ids.forEach(two::await);
      one.run("3");
      assertThat(tail(two, 1000)).hasSize(81).doesNotHaveDuplicates();
    }
  }

  @Test
  void itCanBeTurnedOff() {
    try (TestKernel kernel = start("off")) {
      kernel.run("1 + 1");
      assertThat(tail(kernel, 5)).containsExactly("1 1 1 + 1");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aBrokenFileIsUsedAsFarAsItGoes() throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {0, -1, 10});
    Files.writeString(
        file,
        "null\n[]\n{\"session\":\"x\"}\n{\"session\":4,\"number\":2,\"code\":\"good\"}\n{\"sess",
        java.nio.file.StandardOpenOption.APPEND);
    try (TestKernel kernel = start()) {
      assertThat(kernel.run("40 + 2").result()).isEqualTo("42");
      assertThat(tail(kernel, 5)).containsExactly("4 2 good", "5 1 40 + 2");
    }
  }

  @Test
  void cellsRunWhereNothingCanBeWritten() throws Exception {
    Files.writeString(data.resolve("vaelab"), "a file where the directory should be");
    try (TestKernel kernel = start()) {
      assertThat(kernel.run("40 + 2").result()).isEqualTo("42");
      assertThat(kernel.run("_ + 1").result()).isEqualTo("43");
      assertThat(tail(kernel, 5)).containsExactly("1 1 40 + 2", "1 2 _ + 1");
      assertThat(kernel.log()).containsOnlyOnce("the history of cells cannot be written");
    }
  }

  @Test
  void aFullDiskFailsNoCell() throws Exception {
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    try (TestKernel kernel = start()) {
      assertThat(kernel.run("40 + 2").result()).isEqualTo("42");
      assertThat(tail(kernel, 5)).containsExactly("1 1 40 + 2");
    }
  }

  @Test
  void theFileIsBounded() throws Exception {
    Files.createDirectories(file.getParent());
    String line = "{\"session\":1,\"number\":1,\"code\":\"%s\"}\n".formatted("x".repeat(999));
    Files.writeString(file, line.repeat(5000));
    try (TestKernel kernel = start()) {
      kernel.run("1 + 1");
      assertThat(Files.size(file)).isLessThan(3 << 20);
      assertThat(tail(kernel, 2)).hasSize(2).last().isEqualTo("2 1 1 + 1");
    }
  }
}
