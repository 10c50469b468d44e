package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the time of a run goes, as docs/performance.md says to ask for it.
class ProfileTest {
  @TempDir private Path folder;

  @Test
  void aRunEndsWithATableOfItsSteps() throws Exception {
    String command =
        "run train --epochs 1 --batch 30 --train-points 90 --test-points 20 --hidden 40 --latent 3"
            + " --samples 10 --out "
            + folder.resolve("out");
    Map<String, String> flag = Map.of("JAVA_TOOL_OPTIONS", "-Dvaelab.profile=true");
    Child.End end = Child.start(folder.resolve("log"), flag, List.of(command.split(" "))).await();
    assertThat(end.status()).as(end.output()).isZero();
    String table = end.output().substring(end.output().indexOf("% of plans"));
    // Three steps of Adam: the gradient of the decoder's last matrix.
    assertThat(table).containsPattern("(?m)^ +[0-9.]+ +3 +[0-9.]+ +[0-9]+  .*product A\\[30, 40]'");
    assertThat(table)
        .containsPattern(
            "(?m)product A\\[30, 784] B\\[784, 40] \\+ row, tiles, with loop \\[30, 40] tanh$")
        .containsPattern("(?m) -  loop \\[1, 30] sub sub mul_scalar; transpose \\[40, 784]$");
  }
}
