package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Adjacent statements are compiled together and behave as if each were alone.
class StatementsTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  private static String lines(int count, String line) {
    return IntStream.range(0, count)
        .mapToObj(i -> line.formatted(i))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theyRunInOrderAndTheLastHasTheValue() {
    String code =
        "int order = 0;\n" + lines(200, "order = order * 3 %% 1009 + %1$d;") + "\norder % 7";
    int order = 0;
    for (int i = 0; i < 200; i++) {
      order = order * 3 % 1009 + i;
    }
    assertThat(kernel.run(code).result()).isEqualTo("" + order % 7);
  }

  @Test
  void manyStatementsAreFewClasses() {
    kernel.run("int total = 0;");
    String code = lines(500, "total += %d;") + "\nnew Object() {}.getClass().getName()";
    // The classes of a cell are numbered.
    String name = kernel.run(code).result();
    assertThat(name).matches("Cell\\d+_\\d\\$1");
    assertThat(kernel.run("total").result()).isEqualTo("124750");
  }

  @Test
  void theLineOfAnExceptionIsNamedAndWhatIsBeforeItHasRun() {
    kernel.run("int done = 0;");
    TestKernel.Run run =
        kernel.run(
            """
            done++;

            done++; // twice in one line
            /* a comment
               on two lines */ done++;
            Integer.parseInt("x"
              + done);
            done++;
            done++;
            """);
    assertThat(run.traceback()).contains("NumberFormatException").contains("line 6");
    assertThat(kernel.run("done").result()).isEqualTo("3");
  }

  @Test
  void theCompilersErrorIsInItsLineAndWhatIsBeforeItHasRun() {
    kernel.run("int ran = 0;");
    TestKernel.Run run = kernel.run("ran++;\nran++;\nran += \"two\".size();\nran++;\nran++;");
    assertThat(run.traceback()).contains("line 3: cannot find symbol").contains("size");
    assertThat(kernel.run("ran").result()).isEqualTo("2");
  }

  @Test
  void lineCommandsRunInTheirPlace() {
    TestKernel.Run run =
        kernel.run(
            """
            int s = 1;
            s += 1;
            s += 2;
            System.out.println("first " + s);
            %time s += 10
            s += 3;
            s += 4;
            System.out.println("second " + s);
            s
            """);
    assertThat(run.stream("stdout")).contains("first 4").contains("second 21");
    assertThat(run.result()).isEqualTo("21");
  }

  @Test
  void whatExistsToBeShownIsShown() {
    TestKernel.Run run =
        kernel.run(
            """
            org.vaelab.kernel.display.Latex formula(int n) { return latex("x^" + n); }
            int k = 0;
            k++;
            latex("a");
            k++;
            formula(2);
            k++;
            k++;
            """);
    assertThat(run.published("display_data")).hasSize(2);
  }

  @Test
  void aPatternsVariableStaysInItsStatement() {
    TestKernel.Run run =
        kernel.run(
            """
            String s = "outer";
            Object o = "inner";
            if (!(o instanceof String s)) { throw new IllegalStateException(); }
            System.out.println(s);
            System.out.println(s + "!");
            o = null;
            """);
    assertThat(run.stream("stdout")).isEqualTo("outer\nouter!\n");
  }

  @Test
  void moreThanOneMethodCanHoldIsSplit() {
    kernel.run("double[] sum = {0};");
    assertThat(kernel.run(lines(5_000, "sum[0] += Math.sqrt(%d);")).status()).isEqualTo("ok");
    assertThat(kernel.run("sum[0] > 235_000 && sum[0] < 236_000").result()).isEqualTo("true");
  }

  @Test
  void aStopTakesEffectBetweenStatements() {
    kernel.run("int calls = 0;");
    String swallow =
        "try { System.out.println(\"c\" + ++calls); Thread.sleep(500); }"
            + " catch (InterruptedException e) { }";
    String id = kernel.begin(lines(100, swallow));
    kernel.awaitOutput(id, "c2");
    kernel.interrupt();
    assertThat(kernel.await(id).reply().text("ename")).isEqualTo("Interrupted");
    assertThat(Integer.parseInt(kernel.run("calls").result())).isBetween(2, 90);
  }
}
