package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vaelab.cli.Cli.run;
import static org.vaelab.cli.Cli.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.MutedProgress;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.experiment.Plausibility;
import org.vaelab.progress.Progress;

/// A run that is continued with other settings, data or files than it began with.
@ExtendWith(MutedProgress.class)
class RunIdentityTest {
  @TempDir private Path folder;

  private Path images;
  private Path run;

  @BeforeEach
  void begin() throws Exception {
    images = Cli.writeImages(folder);
    run = folder.resolve("run");
    assertThat(comparison(run, 1).err()).isEmpty();
  }

  private Outcome comparison(Path out, int seed) {
    return start(
        "svi-vs-amortized",
        out,
        "--data "
            + images
            + " --latent 2 --hidden 4 --batch 32 --strategies amortized,svi-warm --seeds 1"
            + " --gradients 3 --inner-steps 2 --inner-rate 0.1 --test-steps 2 --optimal-steps 4"
            + " --optimal-samples 2 --samples 20 --points 4 --curve-points 4 --curve-samples 3"
            + " --seed "
            + seed);
  }

  private static Outcome resume(String experiment, Path run) {
    return run("run", experiment, "--resume", run.toString());
  }

  private static void assertRefused(Outcome outcome, String... words) {
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("vaelab: ").contains(words);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  private static void edit(Path file, String from, String to) throws Exception {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void aFinishedRunIsReportedAgainWithoutANote() {
    Outcome again = resume("svi-vs-amortized", run);
    assertThat(again.err()).isEmpty();
    assertThat(again.status()).isZero();
  }

  @Test
  void anotherEngineIsSaid() {
    Outcome other =
        run("run", "svi-vs-amortized", "--resume", run.toString(), "--engine", "samediff");
    assertThat(other.status()).isZero();
    assertThat(other.err()).contains("PlanExecutor").contains("SameDiffExecutor");
    assertThat(other.err().lines()).hasSize(1);
  }

  @Test
  void editedSettingsAreRefused() throws Exception {
    edit(run.resolve("config.json"), "\"samples\" : 20,", "\"samples\" : 5000,");
    assertRefused(resume("svi-vs-amortized", run), "config.json", "was changed");
    assertRefused(run("export", run.toString(), "--npz", folder + "/m.npz"), "config.json");
  }

  @Test
  void anotherExperimentIsRefused() {
    assertRefused(resume("inference-gap", run), "SviVsAmortizedConfig", "InferenceGapsConfig");
  }

  @Test
  void otherImagesOfTheSameOrAnotherNumberAreRefused() throws Exception {
    Path file = images.resolve("train-images-idx3-ubyte");
    ImageSet original = Idx.readImages(file);
    byte[] pixels = original.pixels().clone();
    pixels[5] ^= 1;
    Idx.writeImages(file, new ImageSet(original.count(), 28, 20, pixels, new byte[0]));
    assertRefused(resume("svi-vs-amortized", run), "other training images", run.toString());
    Idx.writeImages(file, original.head(original.count() - 1));
    assertRefused(resume("svi-vs-amortized", run), "other training images");
    byte[] more = Arrays.copyOf(original.pixels(), original.pixels().length + 28 * 20);
    Idx.writeImages(file, new ImageSet(original.count() + 1, 28, 20, more, new byte[0]));
    assertRefused(resume("svi-vs-amortized", run), "other training images");
    assertRefused(run("export", run.toString(), "--npz", folder + "/m.npz"), "training images");
    Idx.writeImages(file, original);
    assertThat(resume("svi-vs-amortized", run).status()).isZero();
  }

  @Test
  void filesOfAnotherSeedAreRefused() throws Exception {
    Path other = folder.resolve("other");
    assertThat(comparison(other, 2).status()).isZero();
    for (String name :
        List.of(
            "evaluation/amortized-seed-1-test.json",
            "moments/svi-warm-seed-1-2.json",
            "svi-warm-seed-1.ckpt")) {
      Path mine = run.resolve(name);
      Path kept = Files.copy(mine, folder.resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          other.resolve(name.replace("seed-1", "seed-2")),
          mine,
          StandardCopyOption.REPLACE_EXISTING);
      assertRefused(resume("svi-vs-amortized", run), name);
      Files.copy(kept, mine, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.copy(
        other.resolve("amortized-seed-2.ckpt"),
        run.resolve("amortized-seed-1.ckpt"),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(
        run("export", run.toString(), "--npz", folder + "/m.npz"), "amortized-seed-1.ckpt");
    assertThat(folder.resolve("m.npz")).doesNotExist();
  }

  /// Same settings and data, so that the parent alone tells them apart.
  @Test
  void resultsOfAnotherModelAreRefused() throws Exception {
    Path amortized = run.resolve("moments/amortized-seed-1-3.json");
    Files.copy(
        run.resolve("moments/amortized-seed-1-2.json"),
        amortized,
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(resume("svi-vs-amortized", run), "amortized-seed-1-3.json", "from another model");
  }

  @Test
  void editedResultsAreRefused() throws Exception {
    Path file = run.resolve("evaluation/amortized-seed-1-test.json");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst("\"logLikelihood\" : \\[ -?[0-9.]+", "\"logLikelihood\" : [ 5.0"));
    assertThat(Files.readString(file)).contains("[ 5.0");
    assertRefused(
        resume("svi-vs-amortized", run),
        "amortized-seed-1-test.json",
        "changed after it was written");
    assertRefused(run("export", run.toString(), "--npz", folder + "/m.npz"), "test.json");
  }

  @Test
  void aProbabilityAboveOneIsNoResult() {
    Path file = Path.of("gaps.json");
    Plausibility.requireProbabilities(file, new double[] {-3, 0.01}, new double[] {0.1, 0.1});
    for (double impossible : new double[] {5, Double.NaN}) {
      assertThatThrownBy(
              () ->
                  Plausibility.requireProbabilities(
                      file, new double[] {-3, impossible}, new double[] {0.1, 0.1}))
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("gaps.json")
          .hasMessageContaining("data point 1");
    }
  }

  @Test
  void estimatesOfAnotherSeedAreNotComparedWithTheTruth() throws Exception {
    String options =
        "--latent 2 --dimensions 4 --points 4 --samples 20 --temperatures 3 --chains 2"
            + " --leapfrog-steps 1 --simulated 0 --seed ";
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    assertThat(start("estimators", one, options + 1).status()).isZero();
    assertThat(start("estimators", two, options + 2).status()).isZero();
    String name = "estimates/naive-Monte-Carlo.json";
    Files.copy(one.resolve(name), two.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(resume("estimators", two), "naive-Monte-Carlo.json", "other settings");
    edit(one.resolve("config.json"), "\"seed\" : 1", "\"seed\" : 2");
    assertRefused(resume("estimators", one), "config.json");
  }

  @Test
  void leftoversOfAKilledRunAreRemoved() throws Exception {
    for (String name : List.of(".gaps.csv-1.tmp", "evaluation/.svi-test.json-2.tmp", ".probe")) {
      Files.writeString(run.resolve(name), "part");
    }
    Files.writeString(run.resolve("notes.tmp"), "mine");
    assertThat(resume("svi-vs-amortized", run).status()).isZero();
    try (var files = Files.walk(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("notes.tmp")
          .noneMatch(name -> name.startsWith("."));
    }
  }

  @Test
  void aRunThatWasKilledBeforeItBeganCanBeginAgain() throws Exception {
    Path started = Files.createDirectory(folder.resolve("started"));
    for (String name : List.of(".probe", ".lock", "..probe-3.tmp")) {
      Files.writeString(started.resolve(name), "");
    }
    assertThat(comparison(started, 1).status()).isZero();
  }

  @Test
  void aDirectoryThatIsDeletedMeanwhileIsNotMadeAgain() throws Exception {
    Path gone = folder.resolve("gone");
    Progress.install(
        event -> {
          if (event.task().equals("training, svi-warm-seed-1")) {
            delete(gone);
          }
        });
    Outcome outcome = comparison(gone, 1);
    assertRefused(outcome, "deleted or moved", gone.toString());
    assertThat(gone).doesNotExist();
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // Deleted by the event before.
    }
  }
}
