package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiment.RunDirectory;

class ComparisonReportTest {

  /// Libtorch's times double in round 2, ours too: the ratio does not. The last case is that of
  /// scikit-learn.
  private static ComparisonReport report() {
    Map<Engine, double[]> times = new EnumMap<>(Engine.class);
    times.put(Engine.OURS, new double[] {1, 2, 1.2});
    times.put(Engine.LIBTORCH, new double[] {2, 4, 2});
    times.put(Engine.SAMEDIFF, new double[] {10, 30});
    times.put(Engine.GEMM, new double[] {0.5, 1, 0.7});
    Map<Engine, double[]> mixture = new EnumMap<>(Engine.class);
    mixture.put(Engine.OURS, new double[] {1, 1, 1});
    mixture.put(Engine.SCIKIT_LEARN, new double[] {4, 4, 5});
    List<CaseResult> results =
        Arrays.stream(BenchCase.values())
            .map(
                one ->
                    new CaseResult(
                        one.label(),
                        one.task().engines().contains(Engine.LIBTORCH) ? times : mixture))
            .toList();
    return new ComparisonReport("a machine", Map.of(Engine.OURS, "2 threads"), results);
  }

  @Test
  void jsonHasAllCasesInOrderWithMediansAndRatios() {
    JsonNode json = report().json();
    assertThat(json.get("machine").asText()).isEqualTo("a machine");
    List<String> labels = new ArrayList<>();
    json.get("cases").forEach(one -> labels.add(one.get("case").asText()));
    assertThat(labels).isEqualTo(Arrays.stream(BenchCase.values()).map(BenchCase::label).toList());
    JsonNode gmm = json.get("cases").get(labels.indexOf("gmm"));
    assertThat(gmm.get("scikit-learn_ms").asDouble()).isEqualTo(4);
    assertThat(gmm.get("ratio_to_scikit-learn").asDouble()).isEqualTo(0.25);
    assertThat(gmm.has("libtorch_ms")).isFalse();
    for (JsonNode one : json.get("cases")) {
      if (one == gmm) {
        continue;
      }
      List<String> fields = new ArrayList<>();
      one.fieldNames().forEachRemaining(fields::add);
      assertThat(fields)
          .containsExactlyInAnyOrder(
              "case",
              "ours_ms",
              "libtorch_ms",
              "samediff_ms",
              "gemm_ms",
              "ratio_to_libtorch",
              "spread");
      assertThat(one.get("ours_ms").asDouble()).isEqualTo(1.2);
      assertThat(one.get("libtorch_ms").asDouble()).isEqualTo(2);
      assertThat(one.get("samediff_ms").asDouble()).isEqualTo(20);
      assertThat(one.get("gemm_ms").asDouble()).isEqualTo(0.7);
      assertThat(one.get("ratio_to_libtorch").asDouble()).isEqualTo(0.5);
      assertThat(one.get("spread").asDouble()).isCloseTo(0.05, within(1e-12));
    }
  }

  @Test
  void tablesAndFiguresAreWritten(@TempDir Path folder) throws Exception {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    report().write(directory);
    for (String figure : List.of("times", "speed-up")) {
      for (String type : List.of(".png", ".svg", ".csv")) {
        assertThat(directory.resolve(figure + type)).isNotEmptyFile();
      }
    }
    assertThat(Files.readAllLines(directory.resolve("rounds.csv")))
        .hasSize(1 + (BenchCase.values().length - 1) * 11 + 6)
        .contains("iwae,samediff,2,30.0");
    assertThat(Files.readString(directory.resolve("summary.md")))
        .contains("| train-20 | 1.200 (1.100-1.600) |")
        .contains("| train-20 | 0.500 (0.500-0.550) |")
        .contains("| gmm | 1.000 (1.000-1.000) | - | - | - | 4.000 (4.000-4.500) |");
    assertThat(Files.readString(directory.resolve("times.csv")))
        .contains("train-20")
        .doesNotContain("gmm");
    assertThat(report().text()).contains("a machine", "ours over", "svi-1000");
  }
}
