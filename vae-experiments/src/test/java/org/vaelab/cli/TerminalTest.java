package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Commands at a terminal, where a bar shows the progress. `script` differs elsewhere.
@EnabledOnOs(OS.LINUX)
class TerminalTest {
  private static final String CTRL_C = "\3";

  @TempDir private Path folder;

  private Path log() {
    return folder.resolve("log");
  }

  private static List<String> training(Path run) {
    String settings = " --train-points 500 --hidden 8 --epochs 5000 --likelihood-points 2";
    return List.of(("run train --out " + run + settings).split(" "));
  }

  private void awaitText(Child child, Pattern text) throws Exception {
    while (!Files.exists(log()) || !text.matcher(Files.readString(log())).find()) {
      assertThat(child.ended()).isFalse();
      Thread.sleep(50);
    }
  }

  @Test
  @Timeout(120)
  void aRunThatIsInterruptedWhileItsBarIsShownIsSaved() throws Exception {
    Path run = folder.resolve("run");
    Child child = Child.atTerminal(log(), training(run));
    awaitText(child, Pattern.compile("1/2 training +[1-9][0-9]?% \\["));
    child.press(CTRL_C);
    Child.End end = child.await();
    assertThat(end.output())
        .containsPattern("\\./vaelab run train --resume %s\\s+Script done".formatted(run));
    assertThat(end.output())
        .containsPattern("training +[0-9]+% \\[=* {2,}\\] .* left, train ELBO -[0-9]+\\.[0-9]{2}");
    assertThat(end.status()).isEqualTo(Main.INTERRUPTED);
    assertThat(run.resolve("model.ckpt")).isNotEmptyFile();
  }
}
