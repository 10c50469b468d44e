package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.MutedProgress;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.lab.Lab;
import org.vaelab.lab.Trained;

/// `report.html` of real runs.
@ExtendWith(MutedProgress.class)
class ReportTest {
  @TempDir private Path folder;

  private Path images;

  @BeforeEach
  void prepare() throws Exception {
    images = Cli.writeImages(folder);
  }

  private String report(String experiment, String more) throws Exception {
    Path out = folder.resolve("run");
    String options = SmallRuns.options(experiment, images);
    if (more.contains("--latent")) {
      options = options.replace(" --latent 2", "");
    }
    options += more;
    Cli.Outcome outcome = Cli.run(("run " + experiment + " --out " + out + options).split(" "));
    assertThat(outcome.status()).as(outcome.err()).isIn(0, 3);
    return Files.readString(out.resolve("report.html"));
  }

  @Test
  void itHasWhatTheOtherFilesHave() throws Exception {
    String report = report("train", "");
    Path run = folder.resolve("run");
    String config = Files.readString(run.resolve("config.json"));
    assertThat(report)
        .contains("A model of " + images, "Trains one model of", "<td>--latent</td><td>2</td>")
        .contains("<th>test log p̂ (nats)</th>", "reconstructions", "per-image.csv")
        .contains("<script type=\"application/json\"");
    for (String hash : config.split("[^0-9a-f]+")) {
      if (hash.length() == 64) {
        assertThat(report).contains(hash);
      }
    }
    assertThat(report.replace("http://www.w3.org/", "").replaceAll("[\\w+/=]{100,}", ""))
        .doesNotContain("http:", "https:", "src=\"/", "@import", "{{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"inference-gap", "estimators", "posterior-2d", "toy-posterior", "mixture"})
  void otherExperimentsHaveNoExplorer(String experiment) throws Exception {
    assertThat(report(experiment, ""))
        .contains("<h2>Results</h2>", "<svg ")
        .doesNotContain("<h2>Explorer</h2>", "<script");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " --family full",
        " --family mixture",
        " --family realnvp",
        " --strategy svi --inner-steps 2 --test-steps 2",
        " --prior vamp --pseudo-inputs 3",
        " --latent 1",
        " --latent 40"
      })
  void anyPosteriorIsDrawn(String parts) throws Exception {
    assertThat(report("train", parts)).contains("<canvas data-part=\"plane\"");
  }

  @Test
  void aNetworkThatPagesCannotComputeIsNamed() throws Exception {
    assertThat(report("train", " --network conv --channels 2"))
        .contains("<h2>Explorer</h2>", "There is no explorer", "ConvDecoder")
        .doesNotContain("<script");
    try (Trained trained =
        Lab.vae(Lab.data(images.toString()))
            .network("conv")
            .with("channels", "2")
            .train(Lab.amortized().epochs(1))) {
      assertThatThrownBy(trained::explore)
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("ConvDecoder");
    }
  }

  @Test
  void namesAreEscaped() throws Exception {
    images = Files.move(images, folder.resolve("<img'src=x&>"));
    assertThat(report("train", "")).contains("&lt;img'src=x&amp;&gt;").doesNotContain("<img'");
  }
}
