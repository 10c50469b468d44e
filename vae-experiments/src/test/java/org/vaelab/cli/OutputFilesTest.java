package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.cli.Cli.Outcome;
import org.vaelab.npz.NpyArray;
import org.vaelab.npz.Npz;

@Timeout(120)
class OutputFilesTest {
  @TempDir Path folder;
  private Path model;
  private final Map<String, NpyArray> arrays = new LinkedHashMap<>();

  @BeforeEach
  void writeModel() {
    model = folder.resolve("model.npz");
    arrays.put("decoder.W0", NpyArray.of(new float[] {1, -1, 0.5f}, 1, 3));
    arrays.put("decoder.b0", NpyArray.of(new float[3], 3));
    arrays.put("x_test", NpyArray.of(new float[] {1, 0, 1, 0, 1, 0}, 2, 3));
    Npz.write(model, arrays);
  }

  private static void refused(Outcome outcome, String why) {
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.err()).contains(why);
    assertThat(outcome.err().lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
  }

  private Outcome evaluate(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "evaluate";
    arguments[1] = "--npz";
    arguments[2] = model.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Cli.run(arguments);
  }

  @Test
  void anInputADirectoryAndFilesOfARunAreNotReplaced() throws IOException {
    byte[] before = Files.readAllBytes(model);
    refused(evaluate("--out", model.toString()), "does not end in .csv");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), model);
    refused(evaluate("--out", link.toString()), "the command reads it");
    assertThat(model).hasBinaryContent(before);

    Path directory = Files.createDirectory(folder.resolve("empty.csv"));
    refused(evaluate("--out", directory.toString()), "it is a directory");
    assertThat(directory).isEmptyDirectory();

    Path run = Files.createDirectory(folder.resolve("run"));
    Path config = Files.writeString(run.resolve("config.json"), "{}");
    Path gaps = Files.writeString(run.resolve("gaps.csv"), "own");
    refused(evaluate("--out", gaps.toString()), "a file of the run");
    assertThat(gaps).hasContent("own");
    refused(Cli.run("export", run.toString(), "--npz", config.toString()), "does not end in .npz");
    assertThat(config).hasContent("{}");
  }

  @Test
  void aPipeIsNeitherReadNorReplaced() throws Exception {
    Path pipe = folder.resolve("pipe.csv");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    refused(evaluate("--out", pipe.toString()), "no regular file");
    refused(Cli.run("evaluate", "--npz", pipe.toString()), "no regular file");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  /// Device nodes of the test's own: those of the machine must survive a failing test.
  @Test
  void aDeviceIsNotReplaced() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("config.json"), "{}");
    for (String minor : new String[] {"3", "7"}) { // null and full
      for (String ending : new String[] {".csv", ".npz"}) {
        Path node = folder.resolve("node-" + minor + ending);
        Process mknod = new ProcessBuilder("mknod", node.toString(), "c", "1", minor).start();
        Assumptions.assumeTrue(mknod.waitFor() == 0);
        Path link = Files.createSymbolicLink(folder.resolve("link-" + minor + ending), node);
        for (Path file : new Path[] {node, link}) {
          refused(
              ending.equals(".csv")
                  ? evaluate("--out", file.toString())
                  : Cli.run("export", run.toString(), "--npz", file.toString()),
              "no regular file");
        }
        assertThat(Files.readAttributes(node, BasicFileAttributes.class).isOther()).isTrue();
        assertThat(link).isSymbolicLink();
      }
    }
  }

  @Test
  void aFullDeviceTakesNoResultInSilence() throws Exception {
    File full = new File("/dev/full");
    Assumptions.assumeTrue(full.exists());
    refused(evaluate("--out", full.toString()), "/dev/full is not written");
    String evaluate = "evaluate --samples 5 --optimal-steps 1 --points 0 --npz " + model;
    for (String command : new String[] {evaluate, "info", "--help"}) {
      Child.End end = Child.start(folder.resolve("log"), full, List.of(command.split(" "))).await();
      assertThat(end.status()).as(command).isEqualTo(1);
      assertThat(end.output().lines().filter(line -> line.startsWith("vaelab: ")))
          .as(command)
          .hasSize(1);
      assertThat(end.output())
          .as(command)
          .contains("could not be written in full")
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--points -1", "--points 1", "--samples 0", "--optimal-steps -3"})
  void numbersOutOfBoundsAreRefused(String option) {
    refused(evaluate(option.split(" ")), option.split(" ")[0] + " must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder.b0", "encoder.W1", "decoder.W2", "decoder.b1"})
  void aNetworkWithAMissingLayerIsRefused(String name) {
    arrays.put(name, NpyArray.of(new float[3], 3, 1));
    Npz.write(model, arrays);
    refused(evaluate(), "There is no array '");
  }

  @Test
  void noImagesAndZeroWidthsAreRefused() {
    arrays.put("x_test", NpyArray.of(new float[0], 0, 3));
    Npz.write(model, arrays);
    refused(evaluate(), "0 images");
    arrays.put("decoder.W0", NpyArray.of(new float[0], 0, 3));
    Npz.write(model, arrays);
    refused(evaluate(), "at least 1");
  }

  @Test
  void outputThatIsLostIsNoSuccess() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(Main.NOTHING)
            .setOut(new PrintWriter(full))
            .setErr(new PrintWriter(err, true))
            .execute("info");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("could not be written");
  }
}
