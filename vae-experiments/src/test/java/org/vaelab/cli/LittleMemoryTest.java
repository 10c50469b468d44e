package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.data.Idx;
import org.vaelab.data.ImageSet;

/// Runs that do not fit the memory they are given, each in a process of its own.
class LittleMemoryTest {
  private static final List<String> FLAGS =
      List.of(
          "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.awt.headless=true",
          "-XX:+UseG1GC"); // How large an array may be depends on the collector.

  @TempDir private Path folder;

  private record Ended(int status, String err) {}

  private Ended run(List<String> memory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(FLAGS);
    command.addAll(memory);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(err));
  }

  private Path images(int train, int side) throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? train : 3;
      Idx.writeImages(
          own.resolve(split + "-images-idx3-ubyte"),
          new ImageSet(count, side, side, new byte[count * side * side], new byte[0]));
    }
    return own;
  }

  private static void assertOneSentence(Ended ended, String says) {
    assertThat(ended.err()).doesNotContain("\tat ").doesNotContain("Exception in thread");
    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err().lines().filter(line -> line.startsWith("vaelab: ")))
        .as(ended.err())
        .hasSize(1)
        .first()
        .asString()
        .contains(says)
        .contains("VAELAB_JAVA_OPTS=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx48m", "-Xmx128m", "-Xmx400m"})
  void aHeapThatIsTooSmallIsSaidToBe(String heap) throws Exception {
    Path own = images(60, 1300);
    Ended ended =
        run(
            List.of(heap),
            ("run train --hidden 8 --latent 2 --batch 100 --data %s --out %s"
                    .formatted(own, folder.resolve("run")))
                .split(" "));
    assertOneSentence(ended, "Java heap");
    // The smallest heap cannot hold the images, whatever is done with them.
    assertThat(ended.err()).contains(heap.equals("-Xmx48m") ? "use fewer images" : "--batch");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void physicalMemoryThatIsTooSmallIsSaidToBe() throws Exception {
    Path own = images(60, 28);
    Ended ended =
        run(
            List.of(
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=100m",
                "-Dorg.bytedeco.javacpp.maxretries=0"),
            ("run svi-vs-amortized --hidden 8 --latent 2 --data %s --out %s"
                    .formatted(own, folder.resolve("run")))
                .split(" "));
    assertOneSentence(ended, "native arrays");
    assertThat(ended.err()).contains("--batch");
  }
}
