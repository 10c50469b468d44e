package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// `_`, `__`, `___`, `Out[n]` and `In[n]`.
class ResultsTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  private static int number(TestKernel.Run run) {
    return run.reply().content().get("execution_count").getAsInt();
  }

  @Test
  void theLatestResultsHaveTheirTypes() {
    kernel.run("record Point(int x) {}");
    kernel.run("var points = List.of(new Point(3), new Point(4)); points");
    assertThat(kernel.run("_.get(1).x() + _.size()").result()).isEqualTo("6");
    assertThat(kernel.run("_ * 2").result()).isEqualTo("12");
    assertThat(kernel.run("int quiet = _;").status()).isEqualTo("ok");
    assertThat(kernel.run("___.get(0).x() + __ + _").result()).isEqualTo("21");
    assertThat(kernel.run("%time _ + 1").result()).isEqualTo("22");
    assertThat(kernel.run("null").result()).isEqualTo("null");
    assertThat(kernel.run("_").result()).isEqualTo("22");
    kernel.run("new int[] {7, 8}");
    assertThat(kernel.run("_[1]").result()).isEqualTo("8");
    kernel.run("new Object() { public String toString() { return \"nobody\"; } }");
    assertThat(kernel.run("_.toString().length()").result()).isEqualTo("6");
    kernel.run("new StringBuilder(\"ab\").reverse()");
    assertThat(kernel.run("_.append(\"c\").length()").result()).isEqualTo("3");
  }

  @Test
  void resultsAndInputsByNumber() {
    int cell = number(kernel.run("\"seven\".length() + 2"));
    assertThat(kernel.run("Out[%d] * 6 + Out[ %d ]".formatted(cell, cell)).result())
        .isEqualTo("49");
    String commented = "// A comment.\nOut[%d] * _ // another\n  + __".formatted(cell);
    kernel.run("49");
    assertThat(kernel.run(commented).result()).isEqualTo("392");
    assertThat(kernel.run("In[%d]".formatted(cell)).result()).isEqualTo("\"seven\".length() + 2");
    assertThat(kernel.run("int n = %d; (int) Out[n] + In[n].length()".formatted(cell)).result())
        .isEqualTo("27");
    assertThat(kernel.run("int f() { return _ + 1; }\nf()").result()).isEqualTo("28");
  }

  @Test
  void whatIsNotThereIsSaid() {
    TestKernel.Run run = kernel.run("Out[999]");
    assertThat(run.reply().text("ename")).isEqualTo("NameError");
    assertThat(run.traceback()).startsWith("There is no Out[999]").hasLineCount(1);
    assertThat(kernel.run("In[999]").traceback()).startsWith("There is no In[999]");
    assertThat(kernel.run("int where = 998; Out[where]").traceback())
        .contains("There is no Out[998]");
    try (TestKernel own = TestKernel.start()) {
      assertThat(own.run("1 + _").traceback()).startsWith("There is no result yet that _");
      own.run("1");
      assertThat(own.run("___").traceback()).startsWith("___ needs 3 results, and there are 1.");
    }
  }

  @Test
  void unnamedVariablesStayWhatTheyAre() {
    kernel.run("record Pair(int left, int right) {}");
    kernel.run("40");
    String code =
        """
        // _ and Out[5] in a comment
        String text = "_ Out[999]" + '_';
        Function<Integer, Integer> f = _ -> 1;
        BiFunction<Integer, Integer, Integer> g = (_, _) -> 2;
        Object any = new Pair(3, 4);
        int sum = switch (any) { case Pair(_, int r) when r > 3 -> r; default -> 0; };
        for (var _ : List.of(1, 2)) { sum++; }
        try { Integer.parseInt("x"); } catch (NumberFormatException _) { sum++; }
        if (any instanceof Pair(int l, _)) { sum += l; }
        BiFunction<Integer, Integer, Integer> h = (a, __) -> a + __;
        UnaryOperator<Integer> i = ___ -> ___ - 3;
        sum += h.apply(1, 2) + i.apply(0);
        int a_ = 1, _b = 2, $_ = 3;
        sum + f.apply(0) + g.apply(0, 0) + _
        """;
    assertThat(kernel.run(code).result()).isEqualTo("53");
  }

  @Test
  void ownVariablesOfTheseNamesWin() {
    try (TestKernel own = TestKernel.start()) {
      own.run("5");
      own.run("int[] Out = {1, 2, 3}; int __ = 9;");
      assertThat(own.run("Out[1] + __ + _").result()).isEqualTo("16");
      assertThat(own.run("int[] In = {4}; In[0]").result()).isEqualTo("4");
    }
  }

  @Test
  void errorsStandWhereTheUserWroteThem() {
    kernel.run("\"text\"");
    assertThat(kernel.run("int one = 1;\n_.length() + missing").traceback())
        .contains("line 2: cannot find symbol")
        .contains("    _.length() + missing\n                 ^^^^^^^\n");
    assertThat(kernel.run("_.nothing()").traceback()).contains("    _.nothing()\n");
  }

  @Test
  void resultsDoNotHoldWhatWasLetGo() {
    kernel.run("var closing = new Held();");
    int shown = number(kernel.run("closing"));
    assertThat(kernel.run("Out[%d].released".formatted(shown)).result()).isEqualTo("false");
    kernel.run("var closing = 1;");
    assertThat(kernel.run("Out[%d]".formatted(shown)).traceback()).contains("There is no Out");
    kernel.run("new Held();");
    assertThat(kernel.run("_.released").result()).isEqualTo("false");
    int array = number(kernel.run("var matrix = Nd4j.ones(3); matrix"));
    kernel.run("matrix.close();");
    assertThat(kernel.run("Out[%d]".formatted(array)).traceback()).contains("was closed");
  }

  @Test
  void resultsDoNotFillTheMemory() {
    try (TestKernel own = TestKernel.start()) { // With a heap of 1 GB.
      int first = number(own.run("new byte[300_000_000]"));
      assertThat(own.run("_.length").result()).isEqualTo("300000000");
      own.run("1 + 1");
      for (int i = 0; i < 5; i++) {
        assertThat(own.run("new byte[300_000_000]").status()).isEqualTo("ok");
      }
      own.run("System.gc();");
      assertThat(own.run("Out[%d]".formatted(first)).traceback())
          .contains("may hold much memory (about 286 MB)");
      own.run("var mine = new byte[300_000_000];");
      int held = number(own.run("mine"));
      own.run("System.gc();");
      assertThat(own.run("Out[%d].length".formatted(held)).result()).isEqualTo("300000000");
      for (int i = 0; i < 110; i++) {
        own.run("" + i);
      }
      assertThat(own.run("Out[%d]".formatted(held)).traceback()).contains("older than the latest");
      assertThat(own.run("%reset").status()).isEqualTo("ok");
      assertThat(own.run("_").traceback()).contains("no result yet");
    }
  }
}
