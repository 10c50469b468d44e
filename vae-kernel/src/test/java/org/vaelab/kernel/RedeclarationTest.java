package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What becomes of values when what they are made of is declared anew.
class RedeclarationTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @Test
  void newBodiesOfMethodsLeaveObjectsAsTheyAre() {
    for (String kind : new String[] {"class", "static class"}) {
      kernel.run(kind + " Counter { int n = 1; int next() { return ++n; } }");
      kernel.run("var counter = new Counter(); Counter typed = counter; Object any = counter;");
      kernel.run("counter.next()");
      TestKernel.Run run =
          kernel.run(kind + " Counter { int n = 1; int next() { return n += 10; } }");
      assertThat(run.stream("stderr")).isEmpty();
      assertThat(kernel.run("counter.next()").result()).isEqualTo("12");
      assertThat(kernel.run("typed == counter && any instanceof Counter").result())
          .isEqualTo("true");
    }
  }

  @Test
  void newBodiesInRecordsAndEnumsToo() {
    kernel.run("record Point(int x, int y) { int norm() { return x + y; } }");
    kernel.run("enum Level { LOW, HIGH; String text() { return name(); } }");
    kernel.run("var p = new Point(3, 4); Level level = Level.HIGH;");
    kernel.run("var points = new ArrayList<Point>(List.of(p));");
    kernel.run("record Point(int x, int y) { int norm() { return x * x + y * y; } }");
    kernel.run("enum Level { LOW, HIGH; String text() { return name().toLowerCase(); } }");
    assertThat(kernel.run("p.norm() + points.get(0).norm()").result()).isEqualTo("50");
    assertThat(kernel.run("level.text()").result()).isEqualTo("high");
  }

  @Test
  void anIdenticalDeclarationChangesNothing() {
    kernel.run("record Same(int x) {}");
    kernel.run("var same = new Same(3);");
    assertThat(kernel.run("record Same(int x) {}").stream("stderr")).isEmpty();
    assertThat(kernel.run("same.x()").result()).isEqualTo("3");
  }

  @Test
  void whatCannotBeKeptIsNamed() {
    for (String kind : new String[] {"record R(int a) {}", "class R {}", "enum R { A }"}) {
      try (TestKernel own = TestKernel.start()) {
        own.run(kind);
        String value =
            kind.startsWith("record") ? "new R(1)" : kind.startsWith("class") ? "new R()" : "R.A";
        own.run("var inferred = " + value + "; R typed = " + value + "; int other = 7;");
        TestKernel.Run run = own.run("record R(int a, int b) { int sum() { return a + b; } }");
        assertThat(run.status()).isEqualTo("ok");
        assertThat(run.stream("stderr")).contains("inferred", "typed").doesNotContain("other");
        assertThat(own.run("typed == null && inferred == null").result()).isEqualTo("true");
        assertThat(own.run("%vars").display().toString()).contains("inferred", "typed", "other");
        own.run("typed = new R(1, 2); inferred = typed;");
        assertThat(own.run("inferred.sum() + other").result()).isEqualTo("10");
      }
    }
  }

  @Test
  void whatTheVariableCanStillHoldIsKept() {
    kernel.run("record Item(int x) {}");
    kernel.run("var item = new Item(5); var number = item.x(); var items = List.of(item);");
    kernel.run("var text = item.toString(); double[] data = {item.x()};");
    TestKernel.Run run = kernel.run("record Item(int x, int y) {}");
    assertThat(run.stream("stderr")).contains("item").doesNotContain("number", "text", "data");
    assertThat(kernel.run("number + text.length() + data[0] + items.size()").result())
        .isEqualTo("20.0"); // "Item[x=5]" has nine characters.
  }

  @Test
  void whatTheSameCellMakesAnewIsNotNamed() {
    kernel.run("record Fresh(int x) {}\nvar fresh = new Fresh(1);");
    TestKernel.Run run = kernel.run("record Fresh(int x, int y) {}\nvar fresh = new Fresh(1, 2);");
    assertThat(run.stream("stderr")).isEmpty();
    assertThat(kernel.run("fresh.y()").result()).isEqualTo("2");
  }

  @Test
  void aFailedDeclarationOfAVariableLeavesTheOldValue() {
    String tooLarge = "1, ".repeat(20_000) + "1";
    for (String wrong :
        new String[] {
          "int[] held = {Integer.parseInt(\"no\")};",
          "int[] held = \"no\";",
          "String held = 4;",
          "int[] held = {" + tooLarge + "};"
        }) {
      kernel.run("int[] held = {4};");
      assertThat(kernel.run(wrong).status()).isEqualTo("error");
      assertThat(kernel.run("held[0]").result()).isEqualTo("4");
    }
  }

  @Test
  void newCodeHasItsOwnLines() {
    kernel.run("class Failing { int n;\n  void fail() { throw new RuntimeException(); } }");
    kernel.run("var failing = new Failing();");
    kernel.run("class Failing { int n;\n\n\n\n  void fail() { throw new RuntimeException(); } }");
    assertThat(kernel.run("failing.fail();").traceback()).contains("line 5 in Failing.fail");
  }

  /// The toolkit may free what no variable holds any more.
  @Test
  void theToolkitIsToldWhatWasLetGo() {
    kernel.run("var held = new Held(); var first = List.of(held); var other = held;");
    kernel.run("held = new Held();");
    assertThat(kernel.run("first.get(0).released").result()).isEqualTo("false");
    kernel.run("var held = new Held();");
    assertThat(kernel.run("first.get(0).released").result()).isEqualTo("false");
    kernel.run("var other = 1;");
    assertThat(kernel.run("first.get(0).released").result()).isEqualTo("true");
    assertThat(kernel.run("held.released").result()).isEqualTo("false");
  }
}
