package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Code beyond the limits of class files and of the compiler.
class HugeCodeTest {
  private static final String NUMBERS =
      IntStream.range(0, 20_000).mapToObj(i -> i * 7 + ".5").collect(Collectors.joining(", "));

  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @BeforeAll
  static void prepare() {
    kernel.run("int kept = 41;");
  }

  private static void assertFails(String code, String message) {
    TestKernel.Run run = kernel.run(code);
    assertThat(run.reply().text("ename")).isEqualTo("CompileError");
    assertThat(run.traceback().lines()).singleElement().asString().contains("line 1: ", message);
    assertThat(run.stream("stderr")).isEmpty();
    assertThat(kernel.run("int next = kept + 1; next").result()).isEqualTo("42");
    assertThat(kernel.run("int twice(int n) { return 2 * n; } twice(kept)").result())
        .isEqualTo("82");
  }

  @Test
  void longStringsWork() {
    String row = "1,\u00e4\ud83d\ude00,\\\"x\\\",\\t2";
    String text = row.repeat(20_000);
    assertThat(kernel.run("String csv = \"" + text + "\"; csv.length()").result())
        .isEqualTo(String.valueOf(row.translateEscapes().length() * 20_000));
    assertThat(kernel.run("csv.equals(\"" + row + "\".repeat(20_000))").result()).isEqualTo("true");
  }

  @Test
  void longTextBlocksWorkAndLinesKeepTheirNumbers() {
    String lines = "  a,b\\t,\\u0041\n".repeat(10_000);
    TestKernel.Run run =
        kernel.run(
            "var block = \"\"\"\n"
                + lines
                + "  \"\"\";\nblock.hashCode() == \"a,b\\t,A\\n\".repeat(10_000).hashCode()");
    assertThat(run.result()).isEqualTo("true");
    assertThat(
            kernel
                .run("Integer.parseInt(\"\"\"\n" + lines + "\"\"\"\n.substring(0, 3))")
                .traceback())
        .contains("NumberFormatException");
    assertThat(kernel.run("missing(\"\"\"\n" + lines + "\"\"\");").traceback())
        .contains("line 1: cannot find symbol");
  }

  @Test
  void arraysThatAreTooLongFailAlone() {
    assertFails("double[] numbers = {" + NUMBERS + "};", "too large");
    assertFails("double[] numbers() { return new double[] {" + NUMBERS + "}; }", "too large");
    assertFails("new double[] {" + NUMBERS + "}", "too large");
    assertFails("System.out.println(new double[] {" + NUMBERS + "}.length);", "too large");
    assertFails(
        "class Holder { double[] numbers = {" + NUMBERS + "}; }", "from a file or from a string");
  }

  @Test
  void largeCellsMayReferToResults() {
    kernel.run("41");
    String numbers = "1, ".repeat(5_000) + "1";
    assertThat(kernel.run("int[] many = {" + numbers + "}; many.length + _").result())
        .isEqualTo("5042");
    String text = "var in = \"" + "In _ ".repeat(10_000) + "\"; in.length() + __";
    assertThat(kernel.run(text).result()).isEqualTo("50041");
  }

  @Test
  void constantsThatFoldToTooMuchFailAlone() {
    String half = "\"" + "x".repeat(40_000) + "\"";
    assertFails("String folded = " + half + " + " + half + ";", "String.join");
  }

  @Test
  void deepExpressionsLeaveTheKernelRight() {
    assertThat(kernel.run("kept" + " + 1".repeat(10_000)).traceback()).contains("operators");
    assertThat(kernel.run("(".repeat(200_000) + "1" + ")".repeat(200_000)).traceback())
        .contains("nests brackets");
    String text = "var text = \"" + "((((+".repeat(1000) + "\"; text.length()";
    assertThat(kernel.run(text).result()).isEqualTo("5000");
    assertThat(kernel.run("kept" + " + 1".repeat(1000)).result()).isEqualTo("1041");
    assertThat(kernel.run("int next = kept + 1; next").result()).isEqualTo("42");
  }

  @Test
  void internalErrorsOfTheCompilerFailAlone() {
    assertFails("public", "complete it");
  }
}
