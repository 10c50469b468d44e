package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Results do not depend on the number of threads, to the last bit.
class ThreadsTest {
  private static final String COMMON =
      "--train-points 600 --test-points 50 --epochs 1 --batch 100 --samples 300"
          + " --likelihood-points 20 --out";

  @TempDir private Path folder;

  private Path train(int threads, String options) throws Exception {
    Path out = folder.resolve("threads-" + threads);
    List<String> arguments = new ArrayList<>(List.of("run", "train"));
    arguments.addAll(List.of((options + " " + COMMON + " " + out).split(" ")));
    Map<String, String> environment = Map.of("OMP_NUM_THREADS", String.valueOf(threads));
    Child.End end = Child.start(folder.resolve("log"), environment, arguments).await();
    assertThat(end.status()).as(end.output()).isZero();
    return out;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hidden 200,200 --latent 50",
        "--hidden 200 --latent 10 --family iaf --q-hidden 60 --objective iwae --train-samples 5",
        "--network conv --prior vamp --pseudo-inputs 50"
      })
  void trainingIsTheSameOnAnyNumberOfThreads(String options) throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    assumeThat(processors).isGreaterThan(1);
    Path one = train(1, options);
    Path all = train(processors, options);
    for (String table : List.of("elbo-by-epoch.csv", "per-image.csv", "samples.csv")) {
      assertThat(all.resolve(table)).as(table).hasSameTextualContentAs(one.resolve(table));
    }
  }
}
