package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.kernel.eval.Imports;

class EvaluationTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @Test
  void whatTheUserImportsWins() throws Exception {
    try (TestKernel own = TestKernel.start()) {
      own.run("import java.awt.*;"); // Has a List.
      assertThat(own.run("List.class").result()).isEqualTo("class java.awt.List");
      own.run("import java.util.List;");
      assertThat(own.run("List.of(1)").result()).isEqualTo("[1]");
    }
  }

  @Test
  void aTypeOfACellMayHaveTheNameOfAnImportedOne() throws Exception {
    try (TestKernel own = TestKernel.start()) {
      for (String name : java.util.List.of("Executor", "DataType", "Progress")) {
        own.run("record %s(int x) {}".formatted(name));
        assertThat(own.run("new %s(3).x()".formatted(name)).result()).isEqualTo("3");
      }
      own.run("import java.util.concurrent.Executor;");
      assertThat(own.run("Executor.class").result()).contains("java.util.concurrent.Executor");
      assertThat(own.run("1 + 1").result()).isEqualTo("2");
    }
  }

  @Test
  void severalStatementsAndAResult() {
    assertThat(kernel.run("int a = 20; a += 1; // comment\na * 2").result()).isEqualTo("42");
  }

  @Test
  void statementsAndDeclarationsHaveNoResult() {
    assertThat(kernel.run("int quiet = 1; quiet = 2;").published("execute_result")).isEmpty();
  }

  @Test
  void aCellOfCommentsIsFine() {
    assertThat(kernel.run("// nothing\n/* here */\n").status()).isEqualTo("ok");
  }

  @Test
  void declarationsOfAllKinds() {
    String code =
        """
        sealed interface Shape permits Circle, Square {}
        record Circle(double r) implements Shape {}
        record Square(double side) implements Shape {}
        <T extends Comparable<T>> T larger(T a, T b) { return a.compareTo(b) > 0 ? a : b; }
        double area(Shape s) {
          return switch (s) {
            case Circle(double r) -> Math.PI * r * r;
            case Square(double side) -> side * side;
          };
        }
        larger("a", "b") + area(new Square(3))
        """;
    assertThat(kernel.run(code).result()).isEqualTo("b9.0");
  }

  @Test
  void redefinition() {
    kernel.run("int changing() { return 1; } int value = changing();");
    kernel.run("int changing() { return 2; } String value = \"now \" + changing();");
    assertThat(kernel.run("value").result()).isEqualTo("now 2");
  }

  @Test
  void forwardReferences() {
    TestKernel.Run declared = kernel.run("int early() { return later() + 1; }");
    assertThat(declared.status()).isEqualTo("ok");
    assertThat(declared.stream("stderr")).contains("'early' cannot be used").contains("later");
    assertThat(kernel.run("early()").traceback()).contains("'early' cannot be used");
    kernel.run("int later() { return 41; }");
    assertThat(kernel.run("early()").result()).isEqualTo("42");
  }

  @Test
  void declarationsThatEndWellHaveNoNotes() {
    TestKernel.Run run =
        kernel.run(
            """
            boolean even(int n) { return n == 0 || odd(n - 1); }
            boolean odd(int n) { return n != 0 && even(n - 1); }
            sealed interface Fruit permits Apple {}
            record Apple() implements Fruit {}
            even(10)
            """);
    assertThat(run.result()).isEqualTo("true");
    assertThat(run.stream("stderr")).isEmpty();
  }

  @Test
  void compileErrorsNameLineAndPlace() {
    TestKernel.Run run = kernel.run("int fine = 1;\nint n = fine +\n   missing;");
    assertThat(run.reply().text("ename")).isEqualTo("CompileError");
    assertThat(run.traceback())
        .contains("line 3: cannot find symbol")
        .contains("       missing;\n       ^^^^^^^\n");
  }

  @Test
  void exceptionsNameLinesOfCells() {
    int cell =
        kernel
            .run("int divide(int n) {\n  return 10 / n;\n}")
            .reply()
            .content()
            .get("execution_count")
            .getAsInt();
    TestKernel.Run run = kernel.run("int one = 1;\n\ndivide(0)");
    assertThat(run.reply().text("ename")).isEqualTo("ArithmeticException");
    assertThat(run.traceback())
        .isEqualTo(
            """
            java.lang.ArithmeticException: / by zero
                at cell %d, line 2 in divide
                at cell %d, line 3
            """
                .formatted(cell, cell + 1));
  }

  @Test
  void causesAreReported() {
    assertThat(
            kernel
                .run(
                    "throw new IllegalStateException(\"outer\", new java.io.IOException(\"inner\"));")
                .traceback())
        .contains("IllegalStateException: outer")
        .contains("caused by java.io.IOException: inner")
        .doesNotContain("org.vaelab.kernel");
  }

  @Test
  void errorsOfTheMachineLeaveTheKernelAlive() {
    TestKernel.Run deep = kernel.run("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)");
    assertThat(deep.reply().text("ename")).isEqualTo("StackOverflowError");
    assertThat(deep.traceback()).contains("more times");
    TestKernel.Run heap =
        kernel.run(
            "var hoard = new ArrayList<long[]>(); while (true) hoard.add(new long[10_000_000]);");
    assertThat(heap.reply().text("ename")).isEqualTo("OutOfMemoryError");
    assertThat(heap.traceback()).contains("--heap");
    assertThat(heap.traceback())
        .contains("The variable hoard, made by this cell, was set to null to free memory.");
    assertThat(kernel.run("hoard == null ? 1 : 0").result()).isEqualTo("1");
  }

  @Test
  void nativeMemoryThatIsUsedUpIsReported() {
    TestKernel.Run run =
        kernel.run(
            "var arrays = new ArrayList<INDArray>(); while (true) arrays.add(Nd4j.zeros(DataType.FLOAT, 32_000_000));");
    assertThat(run.reply().text("ename")).isEqualTo("OutOfMemoryError");
    assertThat(run.traceback()).contains("--native-memory");
    assertThat(kernel.run("arrays == null ? Nd4j.ones(3).sumNumber() : 0").result())
        .isEqualTo("3.0");
  }

  @Test
  void errorsWhileRenderingLeaveTheKernelAlive() {
    TestKernel.Run run =
        kernel.run(
            "class Bad { public String toString() { throw new StackOverflowError(); } }\nnew Bad()");
    assertThat(run.reply().text("ename")).isEqualTo("StackOverflowError");
    assertThat(kernel.run("1 + 1").result()).isEqualTo("2");
  }

  @Test
  void importsOfAToolkitAreThere() {
    assertThat(kernel.run("Nd4j.ones(DataType.FLOAT, 3).sumNumber()").result()).isEqualTo("3.0");
    assertThat(Imports.names()).contains("org.vaelab.progress.*");
  }

  @Test
  void assertionsAreOn() {
    kernel.run("void check(int x) { assert x > 0 : \"x is \" + x; }");
    assertThat(kernel.run("check(1); 5").result()).isEqualTo("5");
    assertThat(kernel.run("check(-1);").traceback()).contains("AssertionError", "x is -1");
    assertThat(kernel.run("assert 1 > 2;").status()).isEqualTo("error");
    assertThat(
            kernel
                .run(
                    "class Checked { static int of(int x) { assert x < 9; return x; } } Checked.of(9)")
                .status())
        .isEqualTo("error");
  }

  @Test
  void loopsShowTheirProgress() {
    TestKernel.Run run =
        kernel.run("int all = 0; for (var x : progress(List.of(1, 2, 3))) { all += x; }");
    assertThat(run.status()).isEqualTo("ok");
    assertThat(kernel.run("for (int i : progress(4)) { all += i; } all").result()).isEqualTo("12");
    assertThat(kernel.run("for (int i : progress(0)) { all += 1; } all").result()).isEqualTo("12");
  }

  @Test
  void aQuestionShowsDocumentationAndValue() {
    kernel.run("int[] asked = {1, 2, 3}; String empty = null;");
    assertThat(kernel.run("asked?").result()).contains("asked:int[]", "asked = [1, 2, 3]");
    assertThat(kernel.run("?asked").data().get("text/html").getAsString())
        .contains("<pre>asked = [1, 2, 3]");
    assertThat(kernel.run("empty?").result()).contains("empty:java.lang.String");
    assertThat(kernel.run("Math.hypot?").result()).contains("hypot(double");
    assertThat(kernel.run("nobody?").traceback()).contains("Nothing is known of nobody");
    assertThat(kernel.run("boolean b = true; b ? 1 : 2").result()).isEqualTo("1");
  }

  @Test
  void cellsOfOtherKinds() {
    assertThat(kernel.run("%%html\n<b>bold</b>").data().toString()).contains("text/html");
    assertThat(kernel.run("%%markdown\n# Title").data().toString()).contains("text/markdown");
    assertThat(
            kernel.run("%%timeit\nint s = 0;\nfor (int i = 0; i < 9; i++) {\n  s += i;\n}").stream(
                "stdout"))
        .contains("Median");
    assertThat(kernel.run("%env PATH").result()).contains("/");
    assertThat(kernel.run("%env NO_SUCH_NAME").traceback()).contains("no variable NO_SUCH_NAME");
  }

  @Test
  void commands(@TempDir Path directory) throws Exception {
    assertThat(kernel.run("%time int timed = 5;\ntimed").stream("stdout")).startsWith("Time: ");
    assertThat(kernel.run("timed").result()).isEqualTo("5");
    TestKernel.Run whole = kernel.run("%%time\nint w = 6;\nw + 1");
    assertThat(whole.stream("stdout")).startsWith("Time: ").contains(" to compile)");
    assertThat(whole.result()).isEqualTo("7");
    assertThat(kernel.run("%timeit Math.sqrt(2)").stream("stdout")).contains("Median");
    Path file = directory.resolve("code.java");
    Files.writeString(file, "int loaded = 11;\nloaded * 2");
    assertThat(kernel.run("%run " + file).result()).isEqualTo("22");
    assertThat(kernel.run("%vars").display().get("text/html").getAsString())
        .contains("<td style=\"text-align:left\">loaded</td>");
    assertThat(kernel.run("%help").stream("stdout")).contains("%maven");
    assertThat(kernel.run("%tmie 1").traceback()).contains("did you mean %time");
    assertThat(kernel.run("%jars " + directory + "/*.jar").traceback()).contains("No file matches");
    assertThat(kernel.run("%maven nonsense").traceback()).contains("group:artifact:version");
  }

  @Test
  void percentSignsInsideCodeAreCode() {
    assertThat(kernel.run("String text = \"\"\"\n%time\n\"\"\";\n17\n% 5").result()).isEqualTo("2");
  }

  @Test
  void resetForgets() {
    try (TestKernel own = TestKernel.start()) {
      own.run("int kept = 1;");
      assertThat(own.run("%reset").status()).isEqualTo("ok");
      assertThat(own.run("kept").status()).isEqualTo("error");
      assertThat(own.run("List.of(1)").result()).isEqualTo("[1]");
    }
  }

  @Test
  void resetLeavesLibraries(@TempDir Path directory) throws Exception {
    Path source = directory.resolve("Added.java");
    Files.writeString(source, "package added; public class Added { public static int n = 7; }");
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", directory.toString(), source.toString());
    Path jar = directory.resolve("added.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("added/Added.class"));
      Files.copy(directory.resolve("added/Added.class"), out);
    }
    try (TestKernel own = TestKernel.start()) {
      own.run("%jars " + jar);
      assertThat(own.run("added.Added.n").result()).isEqualTo("7");
      own.run("%reset");
      assertThat(own.run("added.Added.n").result()).isEqualTo("7");
    }
  }
}
