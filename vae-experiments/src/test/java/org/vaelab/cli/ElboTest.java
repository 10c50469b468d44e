package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.cli.Cli.rows;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;

/// `elbo` from the command line.
@ExtendWith(MutedProgress.class)
class ElboTest {
  @TempDir private Path folder;

  @Test
  void theGapIsTheDivergenceForEveryModel() throws Exception {
    Path out = folder.resolve("run");
    Cli.Outcome outcome =
        Cli.run("run", "elbo", "--posteriors=4", "--samples=2000", "--out=" + out);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    List<String[]> rows = rows(out.resolve("identity.csv"));
    assertThat(rows).hasSize(3 * 5 + 4);
    for (String[] row : rows) {
      int last = row.length - 1; // A model's name may hold a comma.
      double logEvidence = Double.parseDouble(row[last - 3]);
      double elbo = Double.parseDouble(row[last - 2]);
      double kl = Double.parseDouble(row[last - 1]);
      assertThat(elbo + kl).isCloseTo(logEvidence, Offset.offset(1e-6));
      assertThat(kl).isGreaterThan(-1e-9);
      if (row[last - 4].contains("p(z")) {
        assertThat(kl).isCloseTo(0, Offset.offset(1e-9));
      }
    }
    assertThat(rows(out.resolve("em.csv"))).hasSize(13);
    for (String figure : List.of("jensen", "gap", "variational-learning", "surfaces", "forms")) {
      assertThat(out.resolve(figure + ".png")).isNotEmptyFile();
    }
  }

  /// Clusters on top of each other, whose bounds differ by little, and clusters far apart.
  @ParameterizedTest
  @ValueSource(strings = {"--x=0.01 --start=0.001", "--x=0.01 --start=5", "--x=3 --start=5"})
  void theEndsOfTheRangesAreDrawnToo(String options) {
    Path out = folder.resolve("run");
    Cli.Outcome outcome =
        Cli.run(("run elbo --posteriors=2 --samples=500 --out=" + out + " " + options).split(" "));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
  }
}
