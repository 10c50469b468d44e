package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
  private static final String SETTINGS =
      "\"data\": \"stroke-digits\", \"train-points\": 60, \"test-points\": 20, \"hidden\": 4,"
          + " \"batch\": 20, \"epochs\": 2, \"samples\": 10, \"curve-points\": 4,"
          + " \"likelihood-points\": 6";

  @TempDir private Path folder;

  private Path write(String grid, String seeds) throws Exception {
    return Files.writeString(
        folder.resolve("sweep.json"),
        """
        {"experiment": "train", "settings": {%s}, "grid": {%s}, "seeds": [%s]}
        """
            .formatted(SETTINGS, grid, seeds));
  }

  private static Problem.Outcome sweep(Path file, Path out) {
    return Problem.run(
        List.of("sweep", file.toString(), "--master", "local[2]", "--out", out.toString()));
  }

  private static Problem.Outcome resume(Path out) {
    return Problem.run(List.of("sweep", "--resume", out.toString(), "--master", "local[2]"));
  }

  private static List<String> lines(Path file) throws Exception {
    return Files.readAllLines(file);
  }

  @Test
  void aCellIsTheRunThatTheSameOptionsGive() throws Exception {
    Path sweep = write("\"latent\": [2, 3]", "5, 6");
    Path out = folder.resolve("out");
    Path run = folder.resolve("run");

    Problem.Outcome swept = sweep(sweep, out);
    Problem.Outcome alone =
        Problem.run(
            List.of(
                ("run train --data stroke-digits --train-points 60 --test-points 20 --hidden 4"
                        + " --batch 20 --epochs 2 --samples 10 --curve-points 4 --likelihood-points 6"
                        + " --latent 3 --seed 5 --out "
                        + run)
                    .split(" ")));

    assertThat(List.of(0, 3)).contains(swept.status(), alone.status());
    assertThat(Files.readString(out.resolve("cell-003/evaluation/test.json")))
        .isEqualTo(Files.readString(run.resolve("evaluation/test.json")));
    assertThat(out.resolve("cell-003/report.html")).isRegularFile();
    assertThat(lines(out.resolve("cells.csv")))
        .hasSize(1 + 4 * 4)
        .contains(lines(out.resolve("cells.csv")).getFirst())
        .anyMatch(line -> line.startsWith("cell-003,3,5,test,log p̂,nats,6,-"));
    assertThat(lines(out.resolve("results.csv")))
        .hasSize(1 + 2 * 4)
        .anyMatch(line -> line.startsWith("2,test,ELBO,nats,2,0,-"));
    assertThat(swept.out()).contains("spread over seeds");
  }

  @Test
  void aDriverThatIsKilledFinishesWithTheSameTable() throws Exception {
    String sweep = write("\"latent\": [2, 3], \"warm-up\": [0, 1]", "1, 2, 3").toString();
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    sweep(Path.of(sweep), whole);

    Child driver =
        Child.start(
            folder.resolve("log"),
            "sweep",
            sweep,
            "--master",
            "local[2]",
            "--out",
            killed.toString());
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (done(killed) < 3 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    driver.kill();
    long before = done(killed);
    Problem.Outcome resumed = resume(killed);

    assertThat(before).isBetween(3L, 11L);
    assertThat(resumed.status()).as(resumed.err()).isIn(0, 3);
    assertThat(done(killed)).isEqualTo(12);
    for (String table : List.of("cells.csv", "results.csv")) {
      assertThat(killed.resolve(table)).hasSameTextualContentAs(whole.resolve(table));
    }
  }

  private static long done(Path sweep) throws Exception {
    if (!Files.isDirectory(sweep)) {
      return 0;
    }
    try (Stream<Path> cells = Files.list(sweep)) {
      return cells.filter(cell -> cell.getFileName().toString().startsWith("cell-")).count();
    }
  }

  @Test
  void aCellThatFailsIsNamedAndTheOthersGoOn() throws Exception {
    Path sweep = write("\"learning-rate\": [0.001, 10]", "1");
    Path out = folder.resolve("out");

    Problem.Outcome swept = sweep(sweep, out);

    assertThat(swept.status()).isEqualTo(1);
    assertThat(swept.err())
        .contains(
            "cell-002 (learning-rate 10, seed 1) failed and is run once more: The importance weight")
        .contains("cell-002 (learning-rate 10, seed 1) failed again: The importance weight")
        .contains("1 of 2 cells failed");
    assertThat(done(out)).isEqualTo(1);
    assertThat(lines(out.resolve("cells.csv"))).hasSize(1 + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                                                    | no JSON
          []                                                                   | no JSON object
          {"experiment": "trian", "seeds": [1]}                                | no experiment "trian", but
          {"experiment": "train"}                                              | "seeds" must be a list
          {"experiment": "train", "seeds": []}                                 | "seeds" must be a list
          {"experiment": "train", "seeds": ["x"]}                              | seed: 'x' is not a whole number
          {"experiment": "train", "seeds": [1], "sedes": 1}                    | a field "sedes"
          {"experiment": "train", "seeds": [1, 1]}                             | is the same run as
          {"experiment": "train", "seeds": [1], "preset": "slow"}              | expected one of quick, full
          {"experiment": "train", "seeds": [1], "settings": {"latnet": 2}}     | train has no setting "latnet"
          {"experiment": "train", "seeds": [1], "settings": {"seed": 2}}       | seeds are given as
          {"experiment": "train", "seeds": [1], "settings": {"latent": 0}}     | --latent must be 1 to 4,096
          {"experiment": "train", "seeds": [1], "settings": {"latent": null}}  | must be a number, a text
          {"experiment": "train", "seeds": [1], "settings": {"latent": "two"}} | latent: 'two' is not
          {"experiment": "train", "seeds": [1], "settings": {"data": "emnist"}} | no data set or directory "emnist"
          {"experiment": "train", "seeds": [1], "grid": {"latent": 2}}         | "latent" must be a list
          {"experiment": "train", "seeds": [1], "grid": {"latent": [2], "latent": [3]}} | Duplicate field
          """)
  void whatCannotRunIsRefusedBeforeAnythingStarts(String text, String sentence) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), text);
    Path out = folder.resolve("out");

    Problem.Outcome refused = sweep(file, out);

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunThatIsNoCellOfTheSweepIsNotTakenForOne() throws Exception {
    Path out = folder.resolve("out");
    sweep(write("", "1"), out);
    Files.writeString(
        out.resolve("sweep.json"),
        Files.readString(out.resolve("sweep.json")).replace("[1]", "[2]"));

    Problem.Outcome resumed = resume(out);

    assertThat(resumed.status()).isEqualTo(1);
    assertThat(resumed.err()).contains("cell-001 has other settings");
  }
}
