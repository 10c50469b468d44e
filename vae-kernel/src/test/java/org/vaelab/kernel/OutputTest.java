package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OutputTest {
  @AutoClose private static final TestKernel kernel = TestKernel.start();

  @Test
  void aFloodArrivesInFull() {
    TestKernel.Run run =
        kernel.run("for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i);");
    String expected =
        IntStream.range(0, 20_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    assertThat(run.stream("stdout")).isEqualTo(expected);
    assertThat(run.published("stream")).hasSizeLessThan(1000);
  }

  @Test
  void outputAppearsWhileTheCellRuns() {
    String id = kernel.begin("System.out.print(\"early\"); new Scanner(System.in).nextLine()");
    TestKernel.Message message = kernel.next();
    while (!message.parentId().equals(id) || !message.type().equals("stream")) {
      message = kernel.next();
    }
    assertThat(message.text("text")).isEqualTo("early");
    kernel.answerInput("end");
    kernel.await(id);
  }

  @Test
  void charactersAreNeverCut() {
    TestKernel.Run run = kernel.run("System.out.print(\"λ→𝛉\".repeat(20_000));");
    assertThat(run.stream("stdout")).isEqualTo("λ→𝛉".repeat(20_000));
  }

  @Test
  void bothStreamsKeepTheirOrder() {
    TestKernel.Run run =
        kernel.run("for (int i = 0; i < 50; i++) { System.out.print(i); System.err.print(i); }");
    assertThat(
            run.published("stream").stream()
                .map(m -> m.text("name").charAt(3) + m.text("text"))
                .toList())
        .isEqualTo(
            IntStream.range(0, 50)
                .boxed()
                .flatMap(i -> List.of("o" + i, "e" + i).stream())
                .toList());
  }

  @Test
  void outputOfAThreadFindsItsCell() {
    TestKernel.Run run =
        kernel.run(
            "new Thread(() -> { try { Thread.sleep(500); } catch (InterruptedException e) {} System.out.print(\"late\"); }).start();");
    String cell = run.reply().parentId();
    kernel.run("1 + 1");
    TestKernel.Message message = kernel.next();
    assertThat(message.type()).isEqualTo("stream");
    assertThat(message.text("text")).isEqualTo("late");
    assertThat(message.parentId()).isEqualTo(cell);
  }

  @Test
  void whatExistsToBeShownIsShownBeforeTheLastLineToo() throws Exception {
    TestKernel.Run run =
        kernel.run("markdown(\"*early*\");\nlatex(\"x^2\");\n1 + 1;\nhtml(\"<b>last</b>\")");
    assertThat(run.published("display_data"))
        .extracting(m -> m.content().getAsJsonObject("data").toString())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"text/markdown\":\"*early*\""),
            second -> assertThat(second).contains("\"text/latex\":\"$$x^2$$\""));
    assertThat(run.data().get("text/html").getAsString()).isEqualTo("<b>last</b>");
  }

  @Test
  void displaysAndTheirUpdates() {
    TestKernel.Run run =
        kernel.run(
            "System.out.print(\"before\"); display(html(\"<b>1</b>\"), \"d\"); update(\"d\", markdown(\"*2*\"));");
    assertThat(run.published())
        .extracting(TestKernel.Message::type)
        .containsSubsequence("stream", "display_data", "update_display_data");
    var shown = run.published("display_data").getFirst().content();
    assertThat(shown.getAsJsonObject("data").get("text/html").getAsString()).isEqualTo("<b>1</b>");
    assertThat(shown.getAsJsonObject("data").has("text/plain")).isTrue();
    assertThat(shown.getAsJsonObject("transient").get("display_id").getAsString()).isEqualTo("d");
    var updated = run.published("update_display_data").getFirst().content();
    assertThat(updated.getAsJsonObject("data").get("text/markdown").getAsString()).isEqualTo("*2*");
    assertThat(updated.getAsJsonObject("transient").get("display_id").getAsString()).isEqualTo("d");
  }

  @Test
  void progressIsOneDisplayWithoutFlood() {
    TestKernel.Run run =
        kernel.run(
            """
            var progress = Progress.start("training, test", 2000);
            for (int i = 0; i < 2000; i++) {
              progress.advance(1, Map.of("train ELBO (nats)", -100.0 + i));
              if (i % 2 == 0) Thread.sleep(1);
            }
            """);
    assertThat(run.published("display_data")).hasSize(1);
    // At least a second of work: some updates, far fewer than events.
    assertThat(run.published("update_display_data")).hasSizeBetween(2, 200);
    String last =
        run.published("update_display_data")
            .getLast()
            .content()
            .getAsJsonObject("data")
            .get("text/plain")
            .getAsString();
    assertThat(last).contains("training, test: 100%").contains("train ELBO (nats) 1899.00");
  }

  @Test
  void liveChartOfTheElbo() {
    TestKernel.Run run =
        kernel.run(
            """
            liveElbo();
            var task = Progress.start("training, chart", 30);
            for (int i = 0; i < 30; i++) {
              task.advance(1, Map.of("train ELBO (nats)", -100.0 + i));
              Thread.sleep(50);
            }
            """);
    List<TestKernel.Message> charts =
        run.published().stream()
            .filter(m -> m.content().has("data"))
            .filter(m -> m.content().getAsJsonObject("data").has("image/png"))
            .toList();
    assertThat(charts).hasSizeGreaterThanOrEqualTo(2);
    assertThat(charts.getFirst().type()).isEqualTo("display_data");
    assertThat(charts.getLast().type()).isEqualTo("update_display_data");
  }
}
