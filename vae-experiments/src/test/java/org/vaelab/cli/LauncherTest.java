package org.vaelab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script, in scratch copies of the project.
class LauncherTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> LEFT_OUT = Set.of(".git", ".vaelab", "runs", "shared", "target");
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "dirname",
          "readlink",
          "sed",
          "grep",
          "find",
          "head",
          "mkdir",
          "cp",
          "mv",
          "rm",
          "locale");

  @TempDir private Path scratch;
  private Path copy;

  private record Ended(int status, String output) {}

  @BeforeEach
  void copyProject() throws Exception {
    copy = scratch.resolve("project");
    copyTree(PROJECT, copy);
  }

  /// A project that was built here: its state is what the launcher leaves behind.
  private void pretendBuilt() throws Exception {
    Path classes = copy.resolve("vae-experiments").resolve("target").resolve("classes");
    Files.createDirectories(classes);
    Path state = Files.createDirectories(copy.resolve(".vaelab"));
    Files.writeString(
        state.resolve("classpath-vae-experiments"), System.getProperty("java.class.path"));
    Files.writeString(state.resolve("place-vae-experiments"), copy + "\n");
  }

  @Test
  void aBuiltProjectRunsWithoutHomeAndWithoutInput() throws Exception {
    pretendBuilt();
    Ended ended = launch(copy, Map.of(), "--version");
    assertThat(ended.output()).doesNotContain("not found").doesNotContain("Maven");
    assertThat(ended.status()).isZero();
  }

  /// Recorded once, for it takes ten seconds: the parts follow each other.
  @Test
  void aStartUsesTheCacheAndNeedsNone() throws Exception {
    pretendBuilt();
    Path state = copy.resolve(".vaelab");
    Path cache = state.resolve("start.aot");
    Files.writeString(state.resolve("classpath-vae-experiments"), jars());
    Ended plain = launch(copy, Map.of(), "info");
    assertThat(plain.status()).isZero();
    assertThat(plain.output()).contains("compiled plans");
    assertThat(cache).doesNotExist();

    // As after a new JDK was installed in the place of the old one.
    Files.writeString(state.resolve("cache-jdk"), "another");
    Ended recording = launch(copy, Map.of(), "info");
    assertThat(recording.output()).contains("recording").endsWith(plain.output());
    // With this flag a cache that does not fit ends the JVM.
    Map<String, String> strict = Map.of("VAELAB_JAVA_OPTS", "-XX:AOTMode=on");
    assertThat(launch(copy, strict, "info")).isEqualTo(plain);
    assertThat(launch(copy, strict, "run", "toy-posterior", "--steps", "0").output())
        .contains("--steps")
        .doesNotContain("AOT");
    try (Stream<Path> files = Files.list(state)) {
      assertThat(files.filter(file -> file.toString().contains("start-"))).isEmpty();
    }

    byte[] whole = Files.readAllBytes(cache);
    for (byte[] damaged :
        List.of(
            new byte[0],
            Arrays.copyOf(whole, whole.length / 2),
            withZeros(whole, whole.length / 4, whole.length / 4))) {
      Files.write(cache, damaged);
      assertThat(launch(copy, strict, "info").status()).isEqualTo(1);
      assertThat(launch(copy, Map.of(), "info")).isEqualTo(plain);
    }
    Files.delete(cache);
    assertThat(launch(copy, Map.of(), "info")).isEqualTo(plain);

    Files.write(cache, whole);
    Path moved = Files.move(copy, scratch.resolve("moved"));
    assertWantsToBuild(launch(moved, Map.of(), "info"));
  }

  @Test
  void whatOnlyTellsLoadsNoNativeCode() throws Exception {
    pretendBuilt();
    for (String command : List.of("info", "--help", "inf")) {
      Ended ended = launch(copy, Map.of("VAELAB_JAVA_OPTS", "-Xlog:class+load"), command);
      assertThat(ended.output())
          .contains("org.vaelab.cli.Main ")
          .doesNotContain("org.nd4j.linalg.factory.Nd4j ")
          .doesNotContain("org.bytedeco.javacpp.Loader ");
    }
  }

  private static byte[] withZeros(byte[] bytes, int from, int count) {
    byte[] changed = bytes.clone();
    Arrays.fill(changed, from, from + count, (byte) 0);
    return changed;
  }

  /// The class path of this process without directories, which no cache can be made of.
  private String jars() {
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Files.isDirectory(Path.of(entry))) {
        jars.add(entry);
      } else if (entry.endsWith("/classes")) {
        jars.add(scratch.resolve(jars.size() + ".jar").toString());
        jar.run(System.out, System.err, "cf", jars.getLast(), "-C", entry, ".");
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  @Test
  void aMovedProjectIsBuiltAnew() throws Exception {
    pretendBuilt();
    Path moved = Files.move(copy, scratch.resolve("moved"));
    assertWantsToBuild(launch(moved, Map.of(), "--version"));
  }

  @Test
  void aCopyDoesNotRunTheOriginalsClasses() throws Exception {
    pretendBuilt();
    Path second = scratch.resolve("second");
    copyTree(copy, second);
    for (String part : List.of(".vaelab", "vae-experiments/target")) {
      copyTree(copy.resolve(part), second.resolve(part));
    }
    assertWantsToBuild(launch(second, Map.of(), "--version"));
    assertThat(launch(copy, Map.of(), "--version").status()).isZero();
  }

  @Test
  void aLibraryThatIsGoneIsFetchedAnew() throws Exception {
    pretendBuilt();
    Path list = copy.resolve(".vaelab").resolve("classpath-vae-experiments");
    Files.writeString(list, Files.readString(list) + ":/nowhere/gone.jar");
    assertWantsToBuild(launch(copy, Map.of(), "--version"));
  }

  @Test
  void pathsMayHaveLettersThatTheLocaleCDoesNotKnow() throws Exception {
    pretendBuilt();
    Path moved = Files.move(copy, scratch.resolve("mit Ümlaut"));
    Files.writeString(moved.resolve(".vaelab").resolve("place-vae-experiments"), moved + "\n");
    Ended ended = launch(moved, Map.of("LC_ALL", "C"), "data", "list", "--data-dir", "Übung");
    assertThat(ended.output()).doesNotContain("\tat ").doesNotContain("?bung");
    assertThat(ended.status()).isZero();
  }

  /// The whole build, from nothing, in hostile surroundings; then moved.
  @Test
  @Tag("torture")
  void aFreshCopyBuildsAnywhere() throws Exception {
    Path odd = Files.move(copy, scratch.resolve("mit Leerzeichen und Ümlaut"));
    assertRuns(odd, Map.of("LC_ALL", "C"));
    Path moved = Files.move(odd, scratch.resolve("Straße nach Iğdır"));
    assertRuns(
        moved,
        Map.of(
            "LC_ALL", "tr_TR.UTF-8",
            "MAVEN_OPTS", "-Duser.language=tr -Duser.country=TR",
            "VAELAB_JAVA_OPTS", "-Duser.language=tr -Duser.country=TR"));
    assertRuns(
        moved,
        Map.of(
            "LC_ALL", "de_DE.UTF-8",
            "VAELAB_JAVA_OPTS", "-Duser.language=de -Duser.country=DE"));
  }

  private void assertRuns(Path project, Map<String, String> environment) throws Exception {
    Ended ended = run(project, environment, System.getenv("PATH"), "kernel", "info");
    assertThat(ended.output()).contains("imports").doesNotContain("\tat ");
    assertThat(ended.status()).isZero();
  }

  private static void assertWantsToBuild(Ended ended) {
    assertThat(ended.output()).contains("Maven is not installed");
    assertThat(ended.status()).isEqualTo(1);
  }

  /// Where there is no Maven: what needs a build says so.
  private Ended launch(Path project, Map<String, String> environment, String... arguments)
      throws Exception {
    Path bin = Files.createDirectories(scratch.resolve("bin"));
    for (String tool : TOOLS) {
      Path program = Path.of("/usr/bin", tool);
      if (Files.exists(program) && Files.notExists(bin.resolve(tool))) {
        Files.createSymbolicLink(bin.resolve(tool), program);
      }
    }
    return run(project, environment, bin.toString(), arguments);
  }

  private static Ended run(
      Path project, Map<String, String> environment, String path, String... arguments)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", "exec \"$0\" \"$@\" <&-", project + "/vaelab")
            .directory(project.toFile())
            .redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    return new Ended(process.waitFor(), output);
  }

  private static void copyTree(Path from, Path to) throws Exception {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a)
              throws IOException {
            if (!directory.equals(from) && LEFT_OUT.contains(directory.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            if (a.isRegularFile() && !file.equals(from.resolve(".git"))) {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
