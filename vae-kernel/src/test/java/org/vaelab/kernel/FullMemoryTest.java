package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cells that use up the memory, one after the other in a kernel with little of it.
class FullMemoryTest {
  private static final String FOREVER = " while (true) ";

  @AutoClose
  private static final TestKernel kernel =
      TestKernel.start("-Xmx256m", "-Dorg.bytedeco.javacpp.maxbytes=64M");

  @BeforeEach
  void declare() {
    assertThat(kernel.run("int kept = 41;").status()).isEqualTo("ok");
  }

  @AfterEach
  void theKernelIsRight() {
    assertThat(kernel.run("kept + 1").result()).isEqualTo("42");
    assertThat(kernel.run("%reset").status()).isEqualTo("ok");
    assertThat(kernel.run("record Point(int x) {} new byte[100_000_000].length").result())
        .isEqualTo("100000000");
    assertThat(kernel.ask("kernel_info_request", new JsonObject()).get("status").getAsString())
        .isEqualTo("ok");
    kernel.interrupt();
    kernel.heartbeat.send("alive");
    assertThat(kernel.heartbeat.recvStr()).isEqualTo("alive");
  }

  private static TestKernel.Run outOfMemory(String code) {
    TestKernel.Run run = kernel.run(code);
    assertThat(run.reply().text("ename")).isEqualTo("OutOfMemoryError");
    return run;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var keep = new ArrayList<byte[]>(); while (true) keep.add(new byte[100_000]);",
        "var keep = new ArrayList<byte[]>(); while (true) keep.add(new byte[50_000_000]);",
        "var keep = new LinkedList<Object>(); while (true) keep.add(new Object());",
        "var keep = new HashMap<Integer, String>(); for (int i = 0; ; i++) keep.put(i, \"v\" + i);",
        "var keep = new ArrayList<Integer>(); IntStream.range(0, 1 << 30).boxed().forEach(keep::add);",
        "record Node(Node next, long[] data) {} Node keep = null;"
            + " while (true) keep = new Node(keep, new long[100]);",
        "var keep = new ArrayList<ByteBuffer>(); while (true) keep.add(ByteBuffer.allocateDirect(1 << 20));",
        "var keep = new ArrayList<INDArray>(); while (true) keep.add(Nd4j.zeros(DataType.FLOAT, 1 << 20));",
      })
  void variablesOfTheFailedCellAreLetGo(String code) {
    kernel.run("import java.nio.ByteBuffer;");
    assertThat(outOfMemory(code).traceback())
        .contains("The variable keep, made by this cell, was set to null to free memory.");
    assertThat(kernel.run("keep == null").result()).isEqualTo("true");
    assertThat(outOfMemory(code).traceback()).contains("The variable keep, made by this cell,");
  }

  @Test
  void onlyValuesInFlightNeedNothing() {
    outOfMemory("String text = \"x\"; while (true) text += text;");
    outOfMemory("Object[] nested = {}; while (true) nested = new Object[] {nested, nested};");
    assertThat(kernel.run("int depth() { return 1 + depth(); } depth()").reply().text("ename"))
        .isEqualTo("StackOverflowError");
  }

  /// Of a region of the collector, 1 MB here, two arrays of 350,000 bytes leave a third unused.
  @ParameterizedTest
  @ValueSource(ints = {100_000, 350_000})
  void variablesOfEarlierCellsAreNamed(int bytes) {
    kernel.run("var small = new byte[1000]; var keep = new ArrayList<byte[]>();");
    assertThat(outOfMemory(FOREVER + "keep.add(new byte[%d]);".formatted(bytes)).traceback())
        .contains("hold much: keep (about")
        .doesNotContain("small");
    assertThat(kernel.run("int twice(int n) { return 2 * n; } twice(keep.size()) > 0").result())
        .isEqualTo("true");
    for (String more : List.of("keep", "new ArrayList<byte[]>()")) {
      // What is left may be too little even for the compiler, which says so.
      TestKernel.Run run =
          kernel.run(
              "var list = " + more + ";" + FOREVER + "list.add(new byte[%d]);".formatted(bytes));
      assertThat(run.traceback()).containsAnyOf("OutOfMemoryError", "heap is too small to compile");
    }
    assertThat(kernel.run("keep = null;").status()).isEqualTo("ok");
  }

  @Test
  void whatObjectsOfACellsClassHoldIsMeasured() {
    kernel.run("record Holder(byte[] bytes) {} var holder = new Holder(new byte[100_000_000]);");
    String fill = "var more = new ArrayList<byte[]>();" + FOREVER + "more.add(new byte[100_000]);";
    assertThat(outOfMemory(fill).traceback()).contains("hold much: holder (about");
    assertThat(kernel.run("holder = null;").status()).isEqualTo("ok");
  }

  @Test
  void aHeapThatIsFullToTheBrimCanBeFreed() {
    kernel.run("var keep = new ArrayList<byte[]>();");
    for (int i = 0; i < 2; i++) {
      kernel.run(
          "try {"
              + FOREVER
              + "keep.add(new byte[100_000]); } catch (OutOfMemoryError e) {"
              + " try {"
              + FOREVER
              + "keep.add(new byte[100]); } catch (OutOfMemoryError f) {} }");
    }
    assertThat(kernel.run("keep = null;").status()).isEqualTo("ok");
    kernel.run("var numbers = new ArrayList<Integer>();");
    outOfMemory("IntStream.range(0, 1 << 30).boxed().forEach(numbers::add);");
    outOfMemory("IntStream.range(0, 1 << 30).boxed().forEach(numbers::add);");
    assertThat(kernel.run("numbers = null;").status()).isEqualTo("ok");
  }

  @Test
  void threadsThatFillTheHeapWhileNoCellRuns() {
    kernel.run(
        "var keep = new ArrayList<byte[]>();\n"
            + "var filler = new Thread(() -> {"
            + FOREVER
            + "keep.add(new byte[100_000]); });\nfiller.start();");
    kernel.run("filler.join();");
    assertThat(kernel.run("filler.isAlive()").result()).isEqualTo("false");
    assertThat(kernel.run("keep = null;").status()).isEqualTo("ok");
    TestKernel.Run run =
        kernel.run(
            "var pool = Executors.newFixedThreadPool(2);\n"
                + "var job = pool.submit(() -> { var held = new ArrayList<byte[]>();"
                + FOREVER
                + "held.add(new byte[10_000]); });\njob.get()");
    assertThat(run.traceback()).contains("OutOfMemoryError");
    kernel.run("pool.shutdown();");
  }

  @Test
  void staticFieldsAreSaidToHoldTheHeapAndEndWithReset() {
    kernel.run("class Holder { static List<byte[]> all = new ArrayList<>(); }");
    assertThat(outOfMemory(FOREVER + "Holder.all.add(new byte[100_000]);").traceback())
        .contains("static fields of classes");
  }
}
