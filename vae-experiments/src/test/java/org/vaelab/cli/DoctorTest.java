package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.cli.HealthCheck.Grade;

class DoctorTest {
  @TempDir private Path folder;

  @Test
  void aMachineOnWhichTheTestsRunIsWell() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Outcome well =
        run("doctor", "--data-dir", data.toString(), "--out", folder.resolve("new/runs") + "");
    assertThat(well.status()).as(well.out()).isZero();
    assertThat(well.out())
        .containsPattern("ok +JDK +25")
        .containsPattern("ok +native build +.*loads and calculates")
        .containsPattern("ok +fonts")
        .containsPattern("ok +output")
        .contains("vector module", "memory", "Jupyter", "kernel", "disk", "not there: mnist");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void damagedDataAndAPlaceThatCannotBeWrittenFailAndSayWhatToDo() throws Exception {
    Path mnist = Files.createDirectories(folder.resolve("mnist"));
    for (String name :
        new String[] {
          "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
          "t10k-images-idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz"
        }) {
      Files.writeString(mnist.resolve(name), "damaged");
    }
    Path file = Files.createFile(folder.resolve("file"));
    Outcome ill =
        run("doctor", "--data-dir", folder.toString(), "--out", file.resolve("runs").toString());
    assertThat(ill.status()).isEqualTo(1);
    assertThat(ill.out())
        .containsPattern("FAIL +data sets .*damaged: mnist")
        .contains("-> delete the damaged files")
        .containsPattern("FAIL +output");
    assertThat(ill.err()).isEmpty();
  }

  @Test
  void whatOnlySomeCommandsNeedIsNoFailure() {
    assertThat(SystemHealth.maven(folder.toString()).grade()).isEqualTo(Grade.LACKS);
    assertThat(SystemHealth.maven(null).advice()).contains("apt install maven");
    assertThat(SystemHealth.jdk(21).grade()).isEqualTo(Grade.FAILS);
    assertThat(SystemHealth.space(1000, folder).grade()).isEqualTo(Grade.FAILS);
    assertThat(SystemHealth.data(Optional.of(folder)).grade()).isEqualTo(Grade.LACKS);
  }

  @Test
  void aCheckThatBreaksIsALineOfItsOwn() {
    HealthCheck broken =
        new HealthCheck(
            "fonts",
            () -> {
              throw new UnsatisfiedLinkError("libfreetype.so.6 is not there");
            });
    assertThat(broken.run().grade()).isEqualTo(Grade.FAILS);
    assertThat(broken.run().text()).contains("libfreetype.so.6");
  }
}
