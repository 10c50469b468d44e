package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssistanceTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @BeforeAll
  static void prepare() {
    kernel.awaitAssistance();
  }

  /// @param code with `|` where the cursor is
  private static List<String> complete(String code) {
    JsonObject request = new JsonObject();
    request.addProperty("code", code.replace("|", ""));
    request.addProperty("cursor_pos", code.indexOf('|'));
    List<String> matches = new ArrayList<>();
    for (JsonElement match : kernel.ask("complete_request", request).getAsJsonArray("matches")) {
      matches.add(match.getAsString());
    }
    return matches;
  }

  @Test
  void whatTheCellDeclaresIsKnown() {
    assertThat(complete("var words = List.of(\"a\");\nwords.getFi|")).contains("getFirst()");
    assertThat(complete("import java.util.zip.CRC32;\nvar c = new CRC32();\nc.getVa|"))
        .contains("getValue()");
    // Not declared for good: the cell did not run.
    assertThat(complete("words.getFi|")).isEmpty();
  }

  @Test
  void whatEarlierCellsDeclaredIsKnown() {
    kernel.run("record Point(double horizontal) {} var origin = new Point(0);");
    assertThat(complete("origin.hor|")).contains("horizontal()");
    kernel.run("record Point(double vertical) {} var origin = new Point(0);");
    assertThat(complete("origin.ver|")).contains("vertical()");
  }

  @Test
  void codeThatIsTooDeepHasNoAnswerAndDoesNoHarm() {
    String deep = "int x = " + "(".repeat(50_000);
    assertThat(complete(deep + "Math.ab|")).isEmpty();
    JsonObject request = new JsonObject();
    request.addProperty("code", deep);
    assertThat(kernel.ask("is_complete_request", request).get("status").getAsString())
        .isEqualTo("complete");
    request.addProperty("cursor_pos", deep.length());
    assertThat(kernel.ask("inspect_request", request).get("found").getAsBoolean()).isFalse();
    assertThat(complete("Math.floorM|")).isNotEmpty();
  }

  @Test
  void answersWhileACellRuns() {
    String cell = kernel.begin("var early = \"\"; System.out.println(1); while (true) {}");
    kernel.awaitOutput(cell, "1");
    assertThat(complete("Math.floorM|")).contains("floorMod(");
    assertThat(kernel.ask("kernel_info_request", new JsonObject()).get("status").getAsString())
        .isEqualTo("ok");
    kernel.interrupt();
    assertThat(kernel.await(cell).status()).isEqualTo("error");
  }

  @Test
  void commentsAndTextsHaveNoCandidates() {
    assertThat(complete("// Math.|")).isEmpty();
    assertThat(complete("/* Math.| */")).isEmpty();
    assertThat(complete("String s = \"Math.|\";")).isEmpty();
    assertThat(complete("String s = \"a\\\"b\" + Math.floorM|")).contains("floorMod(");
  }

  @Test
  void textsThatAToolkitKnows() {
    assertThat(complete("var it = Known.text(\"on|\")")).containsExactly("one");
  }

  @Test
  void resultsAreKnown() {
    kernel.run("List.of(\"result\")");
    assertThat(complete("_.getFir|")).contains("getFirst()");
    assertThat(complete("String s = _.getFirst().isBl|")).contains("isBlank()");
    JsonObject request = new JsonObject();
    request.addProperty("code", "_ + 1");
    assertThat(kernel.ask("is_complete_request", request).get("status").getAsString())
        .isEqualTo("complete");
    request.addProperty("code", "!ls -l |");
    assertThat(kernel.ask("is_complete_request", request).get("status").getAsString())
        .isEqualTo("complete");
  }

  /// @param code with `|` where the cursor is
  private static String inspect(String code) {
    JsonObject request = new JsonObject();
    request.addProperty("code", code.replace("|", ""));
    request.addProperty("cursor_pos", code.indexOf('|'));
    JsonObject data = kernel.ask("inspect_request", request).getAsJsonObject("data");
    return data.get("text/plain").getAsString();
  }

  @Test
  void javadocOfCells() {
    kernel.run(
        """
        int first = 1;
        /// Twice a *number*,
        /// see [Math#abs(int)].
        int twice(int n) { return 2 * n; }

        /** Joins {@code texts}. */
        String join(String a, String b) { return a + b; }
        String join(String a) { return a; }

        /**
         * A place.
         */
        record Place(int x, int y) {
          /// Its distance.
          double norm() { return 0; }
        }
        // No documentation.
        class Bare {}
        """);
    assertThat(inspect("twice(3|)"))
        .contains("int twice(int n)", "Twice a *number*,\n    see Math.abs(int).");
    assertThat(inspect("join|")).containsOnlyOnce("Joins texts.");
    assertThat(inspect("new Place|")).contains("A place.");
    assertThat(inspect("new Place(1, 2).norm|")).contains("Its distance.");
    assertThat(inspect("Bare|")).doesNotContain("No documentation");
    assertThat(kernel.run("twice?").result()).contains("Twice a *number*");
    kernel.run("/** Thrice. */ int twice(int n) { return 3 * n; }");
    assertThat(inspect("twice|")).contains("Thrice.").doesNotContain("Twice");
    kernel.run("int twice(int n) { return 4 * n; }");
    assertThat(inspect("twice|")).doesNotContain("Thrice");
  }

  @Test
  void packages() {
    assertThat(complete("import java.util.conc|")).anyMatch(m -> m.startsWith("concurrent"));
  }

  @Test
  void ownMembersComeBeforeThoseOfEveryObject() {
    List<String> members = complete("\"text\".|");
    assertThat(members.indexOf("trim()")).isNotNegative().isLessThan(members.indexOf("wait("));
    assertThat(members.indexOf("trim()")).isLessThan(members.indexOf("getClass()"));
  }

  @Test
  void argumentsThatFit() {
    kernel.run("int fitting = 3; String unfitting = \"\";");
    assertThat(complete("Math.abs(|")).contains("fitting").doesNotContain("unfitting");
  }

  @Test
  void commandsAndTheirArguments(@TempDir Path directory) throws IOException {
    assertThat(complete("%ti|")).containsExactly("%time", "%timeit");
    assertThat(complete("%time Math.floorM|")).contains("floorMod(");
    Files.createFile(directory.resolve("cells.java"));
    Files.createFile(directory.resolve("cells.txt"));
    assertThat(complete("%load " + directory + "/ce|")).containsExactly(directory + "/cells.java");
    assertThat(complete("%maven org.junit.jup|")).contains("org.junit.jupiter:");
    assertThat(complete("%maven org.junit.jupiter:junit-jupiter-a|"))
        .contains("org.junit.jupiter:junit-jupiter-api:");
  }
}
