package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Stack traces that come from code of cells, however they are taken and printed.
class StackTraceTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  private static int number(TestKernel.Run run) {
    return run.reply().content().get("execution_count").getAsInt();
  }

  /// Declares what a test needs.
  ///
  /// @return the cell's number
  private static int declare(String code) {
    TestKernel.Run run = kernel.run(code);
    assertThat(run.status()).isEqualTo("ok");
    assertThat(run.stream("stderr")).isEmpty();
    return number(run);
  }

  private static void assertClean(String trace) {
    assertThat(trace)
        .doesNotContain("REPL")
        .doesNotContain("JShell")
        .doesNotContain("do_it")
        .doesNotContain("org.vaelab")
        .doesNotContain("reflect")
        .doesNotContain("LambdaForm");
  }

  /// @param lines that the trace must name, one of them per line of text, from the top
  private static void assertTrace(String trace, int cell, int... lines) {
    assertClean(trace);
    int from = 0;
    for (int line : lines) {
      String place = "(cell %d:%d)".formatted(cell, line);
      assertThat(trace.substring(from)).contains(place);
      from = trace.indexOf(place, from) + place.length();
    }
  }

  @Test
  void printedStackTraces() {
    int declared = declare("int divide(int n) {\n  return 10 / n;\n}");
    String code =
        """
        // The fourth line fails.
        try {
          int zero = 0;
          divide(zero);
        } catch (ArithmeticException e) {
          %s
        }
        """;
    TestKernel.Run err = kernel.run(code.formatted("e.printStackTrace();"));
    assertTrace(err.stream("stderr"), declared, 2);
    assertTrace(err.stream("stderr"), number(err), 4);
    assertThat(err.stream("stderr"))
        .startsWith("java.lang.ArithmeticException: / by zero\n\tat Cell%d".formatted(declared));
    TestKernel.Run out = kernel.run(code.formatted("e.printStackTrace(System.out);"));
    assertTrace(out.stream("stdout"), declared, 2);
    assertTrace(out.stream("stdout"), number(out), 4);
    TestKernel.Run text =
        kernel.run(
            "var text = new java.io.StringWriter();\n"
                + code.formatted("e.printStackTrace(new java.io.PrintWriter(text));")
                + "text.toString()");
    assertTrace(text.result(), declared, 2);
    assertTrace(text.result(), number(text), 5);
  }

  @Test
  void onlyCodeOfTheUserAndTheThreadAreInATrace() {
    TestKernel.Run run = kernel.run("\nThread.dumpStack();");
    assertTrace(run.stream("stderr"), number(run), 2);
    assertThat(run.stream("stderr").lines().filter(line -> line.startsWith("\tat")))
        .hasSize(3)
        .last()
        .asString()
        .startsWith("\tat java.base/java.lang.Thread.run(");
  }

  @Test
  void uncaughtInAThread() {
    TestKernel.Run run =
        kernel.run(
            """
            var failing = new Thread(() -> {
              throw new IllegalStateException("in a thread");
            });
            failing.start();
            failing.join();
            """);
    assertThat(run.stream("stderr")).startsWith("Exception in thread \"").contains("in a thread");
    assertTrace(run.stream("stderr"), number(run), 2);
  }

  @Test
  void executors() {
    TestKernel.Run run =
        kernel.run(
            """
            var threads = new java.util.concurrent.CopyOnWriteArrayList<Thread>();
            var pool = java.util.concurrent.Executors.newSingleThreadExecutor(task -> {
              threads.add(new Thread(task));
              return threads.getLast();
            });
            var future = pool.submit(() -> {
              Object nothing = null;
              return nothing.hashCode();
            });
            try {
              future.get();
            } catch (java.util.concurrent.ExecutionException e) {
              e.printStackTrace();
            }
            pool.execute(() -> { throw new IllegalStateException("executed"); });
            pool.shutdown();
            threads.getFirst().join();
            """);
    assertThat(run.stream("stderr")).contains("Caused by: java.lang.NullPointerException");
    assertTrace(run.stream("stderr"), number(run), 11, 8, 15);
    TestKernel.Run failed = kernel.run("\nfuture.get()");
    assertThat(failed.traceback())
        .contains("at cell %d, line 2\n".formatted(number(failed)))
        .contains("caused by java.lang.NullPointerException")
        .contains("at cell %d, line 8\n".formatted(number(run)));
  }

  @Test
  void aThreadThatFailsAfterItsCellAndItsMethodWasRedefined() {
    int declared = declare("int fragile(int n) {\n  return 1 / n;\n}");
    int waiting =
        declare(
            """
            var gate = new java.util.concurrent.CountDownLatch(1);
            var late = new Thread(() -> {
              try { gate.await(); } catch (InterruptedException e) { return; }
              fragile(0);
            });
            late.start();
            """);
    int redefined = declare("\n\nint fragile(int n) {\n\n  return 2 / n;\n}");
    String id = kernel.begin("gate.countDown(); late.join();");
    StringBuilder written = new StringBuilder();
    TestKernel.Message message = kernel.next();
    while (!message.parentId().equals(id)
        || !message.type().equals("status")
        || !message.text("execution_state").equals("idle")) {
      if (message.type().equals("stream")) {
        written.append(message.text("text"));
      }
      message = kernel.next();
    }
    kernel.reply(kernel.shell, id);
    assertTrace(written.toString(), declared, 2);
    assertTrace(written.toString(), waiting, 4);
    TestKernel.Run now = kernel.run("fragile(0)");
    assertThat(now.traceback()).contains("cell %d, line 5 in fragile".formatted(redefined));
  }

  @Test
  void stackTraceElements() {
    TestKernel.Run one = kernel.run("\nnew Throwable().getStackTrace()[0]");
    assertThat(one.result()).isEqualTo("Cell%1$d.main(cell %1$d:2)".formatted(number(one)));
    TestKernel.Run array = kernel.run("new Throwable().getStackTrace()");
    assertTrace(array.result(), number(array), 1);
    TestKernel.Run printed =
        kernel.run(
            "int a = 1;\nSystem.out.println(Arrays.toString(Thread.currentThread().getStackTrace()));");
    assertTrace(printed.stream("stdout"), number(printed), 2);
    TestKernel.Run walked =
        kernel.run(
            """
            StackWalker.getInstance()
                .walk(frames -> frames.map(f -> f.toStackTraceElement().toString()).toList())
            """);
    assertTrace(walked.result(), number(walked), 2);
  }

  @Test
  void loggers() {
    TestKernel.Run jul =
        kernel.run(
            """
            var log = java.util.logging.Logger.getLogger("cells");
            var reason = new IllegalStateException("reason");
            log.log(java.util.logging.Level.WARNING, "logged", reason);
            """);
    assertThat(jul.stream("stderr")).contains("logged").contains("reason");
    assertTrace(jul.stream("stderr"), number(jul), 2);
    TestKernel.Run logback =
        kernel.run(
            """
            var context = new ch.qos.logback.classic.LoggerContext();
            context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
            var encoder = new ch.qos.logback.classic.encoder.PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern("%caller{1} %msg%n%ex");
            encoder.start();
            var appender =
                new ch.qos.logback.core.ConsoleAppender<ch.qos.logback.classic.spi.ILoggingEvent>();
            appender.setContext(context);
            appender.setEncoder(encoder);
            appender.start();
            var logger = context.getLogger("cells");
            logger.addAppender(appender);
            logger.error("logged", new IllegalStateException("reason"));
            """);
    assertThat(logback.stream("stdout")).contains("logged").contains("reason");
    assertTrace(logback.stream("stdout"), number(logback), 14, 14);
  }

  @Test
  void exceptionsAsValues() {
    TestKernel.Run value = kernel.run("\n\nnew IllegalStateException(\"a value\")");
    assertThat(value.result()).startsWith("java.lang.IllegalStateException: a value\n\tat Cell");
    assertTrace(value.result(), number(value), 3);
    TestKernel.Run displayed = kernel.run("\ndisplay(new IllegalStateException(\"displayed\"));");
    String text =
        displayed
            .published("display_data")
            .getFirst()
            .content()
            .getAsJsonObject("data")
            .get("text/plain")
            .getAsString();
    assertThat(text).startsWith("java.lang.IllegalStateException: displayed");
    assertTrace(text, number(displayed), 2);
  }

  @Test
  void causesAndSuppressed() {
    String code =
        """
        class Trouble extends Exception {
          Trouble(String message, Throwable cause) {
            super(message, cause);
          }
        }
        Throwable cause() {
          return new java.io.IOException("cause");
        }
        Trouble trouble() {
          var trouble = new Trouble("outer", cause());
          trouble.addSuppressed(new IllegalStateException("suppressed"));
          return trouble;
        }
        """;
    int declared = declare(code);
    TestKernel.Run printed = kernel.run("trouble().printStackTrace();");
    assertThat(printed.stream("stderr"))
        .contains("Suppressed: java.lang.IllegalStateException: suppressed")
        .contains("Caused by: java.io.IOException: cause")
        .containsPattern("^Cell\\d+\\$Trouble: outer");
    assertTrace(printed.stream("stderr"), declared, 10, 11, 7);
    TestKernel.Run thrown = kernel.run("throw trouble();");
    assertThat(thrown.traceback())
        .startsWith("Trouble: outer\n    at cell %d, line 10 in trouble\n".formatted(declared))
        .contains("suppressed java.lang.IllegalStateException: suppressed\n")
        .contains("    at cell %d, line 11 in trouble\n".formatted(declared))
        .contains("    at cell %d, line 7 in cause\n".formatted(declared));
  }

  @Test
  void lambdasAndDeclaredTypes() {
    int declared =
        declare(
            """
            record Point(double x, double y) {
              double norm() {
                throw new UnsupportedOperationException("norm");
              }
              enum Axis {
                X;
                Axis() {}
                void check() { new Throwable("axis").printStackTrace(); }
              }
            }
            interface Shape { default void area() {
                new Throwable("area").printStackTrace(); } }
            """);
    TestKernel.Run axis = kernel.run("Point.Axis.X.check(); new Shape() {}.area();");
    assertThat(axis.stream("stderr")).contains("$Point$Axis.check(").contains("$Shape.area(");
    assertTrace(axis.stream("stderr"), declared, 8, 12);
    assertTrace(axis.stream("stderr"), number(axis), 1, 1);
    TestKernel.Run run = kernel.run("List.of(new Point(1, 2))\n  .forEach(p ->\n    p.norm());");
    assertThat(run.traceback())
        .contains("at cell %d, line 3 in Point.norm\n".formatted(declared))
        .contains("at cell %d, line 3\n".formatted(number(run)))
        .endsWith("at cell %d, line 2\n".formatted(number(run)))
        .doesNotContain("lambda");
  }

  @Test
  void variablesOfAnonymousType() {
    TestKernel.Run run =
        kernel.run(
            """
            var nameless = new Object() {
              void print() {
                new Throwable().printStackTrace();
              }
            };
            nameless.print();
            """);
    assertTrace(run.stream("stderr"), number(run), 3, 6);
  }

  @Test
  void statementsOnSeveralLines() {
    TestKernel.Run run =
        kernel.run(
            """
            /* A comment
               before. */
            import java.util.concurrent.atomic.*;
            String none = null;
            int first = 1, second = 2,
                third =
                    first
                        + none.length();
            """);
    assertThat(run.traceback()).contains("at cell %d, line 8\n".formatted(number(run)));
    TestKernel.Run expression =
        kernel.run("List.of(1, 2).stream()\n  .map(n ->\n n / 0)\n.toList()");
    assertThat(expression.traceback())
        .contains("at cell %d, line 3\n".formatted(number(expression)))
        .endsWith("at cell %d, line 4\n".formatted(number(expression)));
  }

  @Test
  void overloadsOfSeveralCells() {
    int first = declare("int parse(int n) {\n  return 1 / n;\n}");
    int second =
        declare(
            "\n// Calls the other.\nint parse(String s) {\n  return parse(Integer.parseInt(s));\n}");
    TestKernel.Run run = kernel.run("parse(\"0\")");
    assertThat(run.traceback())
        .contains("at cells %d, %d, line 2 in parse\n".formatted(first, second))
        .contains("at cells %d, %d, line 4 in parse\n".formatted(first, second))
        .contains("at cell %d, line 1\n".formatted(number(run)));
  }

  @Test
  void dependentsThatAreCompiledAgainKeepTheirLines() {
    declare("int base() {\n  return 1;\n}");
    int user = declare("\n\n\nint user() {\n  return 10 / base();\n}");
    declare("int base() {\n\n\n  return 0;\n}");
    TestKernel.Run run = kernel.run("user()");
    assertThat(run.traceback())
        .contains("    at cell %d, line 5 in user\n".formatted(user))
        .endsWith("    at cell %d, line 1\n".formatted(number(run)));
  }

  @Test
  void linesOfTimedCodeAreThoseOfTheCell() {
    TestKernel.Run whole = kernel.run("%%time\n\nint timed = 1;\nObjects.requireNonNull(null);");
    assertThat(whole.traceback()).endsWith("at cell %d, line 4\n".formatted(number(whole)));
    TestKernel.Run line = kernel.run("int before = 1;\n%time Objects.requireNonNull(null);");
    assertThat(line.traceback()).endsWith("at cell %d, line 2\n".formatted(number(line)));
    TestKernel.Run many = kernel.run("\n%timeit Objects.requireNonNull(null)");
    assertThat(many.traceback()).contains("at cell %d, line 2\n".formatted(number(many)));
    assertThat(kernel.run("%%time\n\nmissing();").traceback()).contains("line 3: cannot find");
  }

  @Test
  void failuresWhileAValueIsShown() {
    int declared =
        declare("class Mute {\n  public String toString() {\n    return \"\" + (1 / 0);\n  }\n}");
    TestKernel.Run run = kernel.run("new Mute()");
    assertThat(run.traceback())
        .isEqualTo(
            "java.lang.ArithmeticException: / by zero\n    at cell %d, line 3 in Mute.toString\n"
                .formatted(declared));
  }

  @Test
  void textsOfTheProgramStayAsTheyAre() {
    assertThat(
            kernel
                .run("List.of(\"do_it$\", \"$JShell$anonymous$$0\", \"REPL.$JShell$1\")")
                .result())
        .isEqualTo("[do_it$, $JShell$anonymous$$0, REPL.$JShell$1]");
    TestKernel.Run run =
        kernel.run(
            """
            interface Kept extends java.io.Serializable, Supplier<String> {}
            Kept kept = () -> "kept";
            var bytes = new java.io.ByteArrayOutputStream();
            new java.io.ObjectOutputStream(bytes).writeObject(kept);
            var in = new java.io.ByteArrayInputStream(bytes.toByteArray());
            ((Kept) new java.io.ObjectInputStream(in).readObject()).get()
            """);
    assertThat(run.result()).isEqualTo("kept");
  }
}
