package org.vaelab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiment.RunDirectory;

class CoreModelTest {
  private static final Hardware ONE = new Hardware(1, 100e9, 10e9, 0);
  private static final Hardware TWO = new Hardware(2, 200e9, 16e9, 1e-6);
  private static final CoreModel MODEL = new CoreModel(ONE, TWO);

  // 960 rows are cut into 2 to 16 equal parts.
  private static final Products.Shape EVEN = new Products.Shape(false, false, 960, 200, 784);

  private static Work work(double adamBytes, Products.Shape... products) {
    return new Work(List.of(products), 1, adamBytes, 0);
  }

  @Test
  void arithmeticIsSharedMemoryIsDividedByBandwidthAndSectionsWait() {
    // 8 ms of arithmetic and 2 ms of memory.
    CoreModel.Prediction two = MODEL.predict(work(20e6, EVEN), 10e-3, 2, false);
    assertThat(two.arithmetic()).isCloseTo(4e-3, within(1e-9));
    assertThat(two.uneven()).isCloseTo(0, within(1e-12));
    assertThat(two.memory()).isCloseTo(20e6 / 16e9, within(1e-9));
    assertThat(two.waiting()).isCloseTo(2e-6, within(1e-12));
    assertThat(two.seconds()).isCloseTo(4e-3 + 1.25e-3 + 2e-6, within(1e-9));
  }

  @Test
  void onOneCoreTheTimeIsTheMeasuredOne() {
    for (boolean growing : new boolean[] {false, true}) {
      assertThat(MODEL.predict(work(20e6, EVEN), 10e-3, 1, growing).seconds())
          .isCloseTo(10e-3, within(1e-12));
    }
  }

  @Test
  void bandwidthStaysOrGrowsBeyondTheMeasuredCores() {
    CoreModel.Prediction stays = MODEL.predict(work(20e6, EVEN), 10e-3, 16, false);
    CoreModel.Prediction grows = MODEL.predict(work(20e6, EVEN), 10e-3, 16, true);
    assertThat(stays.memory()).isCloseTo(20e6 / 16e9, within(1e-9));
    assertThat(grows.memory()).isCloseTo(20e6 / 128e9, within(1e-9));
    assertThat(stays.bound()).isEqualTo("memory");
    // Sixteen threads are told of each of two sections one after another.
    assertThat(grows.waiting()).isCloseTo(2 * 15e-6, within(1e-9));
    assertThat(grows.bound()).isEqualTo("memory");
    assertThat(MODEL.predict(work(0, EVEN), 10e-3, 16, false).bound()).isEqualTo("arithmetic");
    assertThat(MODEL.predict(work(0, EVEN), 100e-6, 16, false).bound()).isEqualTo("waiting");
  }

  @Test
  void aSmallProductHasFewerStripsThanThereAreThreads() {
    // 100 rows give 16 threads less than 24 each; 200 columns are 12 lines in at most 6 strips.
    Products.Shape small = new Products.Shape(false, false, 100, 200, 784);
    assertThat(small.largestShare(4)).isEqualTo(25.0 / 100);
    assertThat(small.largestShare(16)).isEqualTo(2.0 / 12);
    assertThat(MODEL.predict(work(0, small), 10e-3, 16, false).bound()).isEqualTo("unequal parts");
  }

  @Test
  void partsOfThePointsAreWholeAndWaitOnce() {
    Work four = new Work(List.of(EVEN), 1, 0, 4);
    assertThat(four.largestShare(2)).isEqualTo(0.5);
    assertThat(four.largestShare(3)).isEqualTo(0.5);
    assertThat(four.largestShare(16)).isEqualTo(0.25);
    assertThat(MODEL.predict(four, 10e-3, 16, false).bound()).isEqualTo("unequal parts");
    assertThat(MODEL.predict(four, 10e-3, 2, false).seconds()).isCloseTo(5e-3 + 1e-6, within(1e-9));
  }

  @Test
  void measuredAndPredictedTimesAreTabled(@TempDir Path folder) throws Exception {
    Cores.Times times =
        new Cores.Times(BenchCase.SVI_100, new double[] {1e-3, 2e-3}, new double[] {6e-4, 1e-3});
    CoresReport report = new CoresReport("a machine", MODEL, List.of(times));
    // Efficiencies of the rounds are 0.83 and 1.
    assertThat(report.text())
        .startsWith("a machine")
        .containsPattern("1 +100 +10 +0\\.00")
        .containsPattern("svi-100 +1\\.500 +0\\.800 +0\\.\\d{3} +0\\.92");
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    report.write(directory);
    assertThat(directory.resolve("speed-up.png")).isNotEmptyFile();
    assertThat(Files.readAllLines(directory.resolve("predictions.csv")))
        .hasSize(1 + 2 * 5)
        .anyMatch(line -> line.startsWith("svi-100,16,false,"));
    assertThat(directory.resolve("cores.csv")).isNotEmptyFile();
    assertThat(directory.resolve("hardware.csv")).isNotEmptyFile();
  }
}
