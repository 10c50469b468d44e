package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Experiments that measure points on Spark find what they find without it, to the last digit. With
/// four latent dimensions, as quadrature over two takes minutes.
class ExperimentsTest {
  private static final String COMMON =
      " --train-points=300 --latent=4 --hidden=6 --epochs=1 --points=120 --samples=10 --chains=2";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inference-gap | --selection-points=10 --encoders=3 --optimal-steps=3 --optimal-samples=2"
            + " --elbo-samples=5 --snapshots=1 --temperatures=3 | gaps.csv, gaps-by-epoch.csv",
        "estimators | --model=vae --temperatures=2,3 --leapfrog-steps=2 --simulated=0"
            + " | per-point.csv, k-curves.csv, latent-use.csv"
      })
  void tablesAreTheSame(String experiment, String options, String tables) throws IOException {
    Path alone = run(experiment, "alone", options);
    Path spark = run(experiment, "spark", options + " --master=local[2]");
    for (String table : tables.split(", ")) {
      assertThat(Files.readAllLines(alone.resolve(table))).as(table).hasSizeGreaterThan(1);
      assertThat(spark.resolve(table)).as(table).hasSameTextualContentAs(alone.resolve(table));
    }
  }

  private Path run(String experiment, String name, String options) {
    Path out = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("run", experiment, "--out", out.toString()));
    arguments.addAll(List.of((options + COMMON).trim().split(" +")));
    Problem.Outcome outcome = Problem.run(arguments);
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return out;
  }
}
