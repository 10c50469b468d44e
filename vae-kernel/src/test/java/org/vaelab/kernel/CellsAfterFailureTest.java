package org.vaelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.Torture;

/// Many cells after one that went beyond a limit: all are right, and memory stays flat.
@Tag("torture")
class CellsAfterFailureTest {
  private static final int WARM_UP = 100;
  private static final long LEAST_GROWTH = 16 << 20;
  private static final long GROWTH_PER_CELL = 30_000;

  static List<String> failures() {
    return List.of(
        "double[] numbers = {"
            + IntStream.range(0, 20_000).mapToObj(i -> i + ".5").collect(Collectors.joining(", "))
            + "};",
        "String text = \"" + "x".repeat(100_000) + "\"; int length = missing(text);",
        "var keep = new ArrayList<byte[]>(); while (true) keep.add(new byte[100_000]);",
        "var keep = new ArrayList<Integer>();"
            + " IntStream.range(0, 1 << 30).boxed().forEach(keep::add);");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void areRightAndMemoryIsFlat(String failure) {
    try (TestKernel kernel = TestKernel.start("-Xmx256m")) {
      assertThat(kernel.run(failure).status()).isEqualTo("error");
      cells(kernel, WARM_UP);
      long heap = kernel.heapBytes();
      long resident = kernel.residentBytes();
      cells(kernel, Torture.tries());
      long heapGrowth = kernel.heapBytes() - heap;
      long residentGrowth = kernel.residentBytes() - resident;
      System.out.printf(
          "%d cells after '%.60s': heap %.1f MB %+.1f MB, resident %.1f MB %+.1f MB%n",
          Torture.tries(),
          failure,
          heap / 1e6,
          heapGrowth / 1e6,
          resident / 1e6,
          residentGrowth / 1e6);
      long most = LEAST_GROWTH + GROWTH_PER_CELL * Torture.tries();
      assertThat(heapGrowth).isLessThan(most);
      assertThat(residentGrowth).isLessThan(2 * most);
    }
  }

  private static void cells(TestKernel kernel, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(kernel.run("int x" + i % 10 + " = " + i + "; x" + i % 10 + " + 1").result())
          .isEqualTo(String.valueOf(i + 1));
    }
  }
}
