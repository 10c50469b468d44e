package org.vaelab.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program in a process of its own, as a user starts it.
///
/// @param log where all goes that it prints
public record Child(Process process, Path log) {
  private static final long PATIENCE = 300;

  public static Child start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Those of this process, without which neither Spark nor ND4J runs.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SparkMain.class.getName());
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /// SIGKILL.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Its exit status.
  public int await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("It hangs; so far: " + Files.readString(log));
    }
    return process.exitValue();
  }
}
