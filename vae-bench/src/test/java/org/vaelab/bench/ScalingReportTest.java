package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiment.RunDirectory;

class ScalingReportTest {

  @Test
  void exponentsAndMemoryAreTabled(@TempDir Path folder) throws Exception {
    double[] sizes = {100, 200, 400, 100, 200, 400};
    List<Scaling.Growth> growths =
        List.of(
            new Scaling.Growth(Scaling.Dimension.SAMPLES, sizes, new double[] {1, 2, 4, 1.5, 3, 6}),
            new Scaling.Growth(Scaling.Dimension.BATCH, sizes, new double[] {1, 4, 16, 1, 4, 16}));
    TreeMap<Integer, Long> peaks = new TreeMap<>();
    peaks.put(500, 3L << 29);
    ScalingReport report = new ScalingReport(growths, peaks);
    assertThat(report.text())
        .containsPattern(
            "K of importance sampling +100 to 400 +1\\.00 to 6\\.00 +1\\.000 +0\\.\\d{3}")
        .containsPattern(
            "batch size of a training step +100 to 400 +1\\.00 to 16\\.0 +2\\.000 +0\\.000")
        .containsPattern("500 +1536\\.0");
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    report.write(directory);
    assertThat(directory.resolve("scaling.png")).isNotEmptyFile();
    assertThat(directory.resolve("scaling.svg")).isNotEmptyFile();
    // Medians 1.25, 2.5 and 5 over sizes 1, 2 and 4: linear growth is level.
    assertThat(Files.readAllLines(directory.resolve("scaling.csv")))
        .contains("K of importance sampling,4.0,1.0,0.9,1.1");
    assertThat(Files.readAllLines(directory.resolve("scaling-times.csv")))
        .contains("K of importance sampling,400.0,6.0");
    assertThat(directory.resolve("scaling-exponents.csv")).isNotEmptyFile();
    assertThat(directory.resolve("scaling-memory.csv")).isNotEmptyFile();
  }
}
