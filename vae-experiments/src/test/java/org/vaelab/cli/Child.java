package org.vaelab.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The program in a process of its own, as a user starts it.
final class Child {
  private static final Set<String> WITH_VALUE = Set.of("--add-exports", "--add-modules");
  private static final long PATIENCE = 300;

  private final Process process;
  private final Path log;

  /// How it ended and all that it printed.
  record End(int status, String output) {}

  private Child(ProcessBuilder builder, Path log) throws IOException {
    process = builder.start();
    this.log = log;
  }

  private static Child withoutInput(ProcessBuilder builder, Path log) throws IOException {
    if (builder.redirectErrorStream()) {
      builder.redirectOutput(log.toFile());
    } else {
      builder.redirectError(log.toFile());
    }
    Child child = new Child(builder, log);
    child.process.getOutputStream().close();
    return child;
  }

  /// @param log where its output goes; replaced
  static Child start(Path log, List<String> arguments) throws IOException {
    return start(log, Map.of(), arguments);
  }

  /// The same with more in its environment.
  static Child start(Path log, Map<String, String> environment, List<String> arguments)
      throws IOException {
    ProcessBuilder builder = builder(arguments).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return withoutInput(builder, log);
  }

  /// The same with results that go elsewhere than messages.
  static Child start(Path log, File results, List<String> arguments) throws IOException {
    return withoutInput(builder(arguments).redirectOutput(results), log);
  }

  /// The same at a terminal of its own of 120 columns, on which keys can be pressed.
  static Child atTerminal(Path log, List<String> arguments) throws IOException {
    ProcessBuilder builder = builder(arguments);
    String quoted =
        builder.command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    // Where the tests run in the background, SIGINT is ignored by all that they start.
    String shell = "stty cols 120; exec env --default-signal=INT " + quoted;
    builder.command("script", "-q", "-e", "-f", "-c", shell, log.toString());
    return new Child(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD), log);
  }

  /// Presses keys at its terminal.
  void press(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  private static ProcessBuilder builder(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(
        List.of("-Xmx768m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    return builder;
  }

  /// Those of this process that the program cannot run without.
  private static List<String> flags() {
    List<String> flags = new ArrayList<>();
    List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
    for (int i = 0; i < own.size(); i++) {
      String flag = own.get(i);
      if (WITH_VALUE.contains(flag)) {
        flags.add(flag);
        flags.add(own.get(++i));
      } else if (flag.startsWith("--")) {
        flags.add(flag);
      }
    }
    return flags;
  }

  boolean ended() {
    return !process.isAlive();
  }

  /// @param signal such as `TERM`
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
        .redirectErrorStream(true)
        .start()
        .waitFor();
  }

  End await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("It hangs; so far: " + Files.readString(log));
    }
    return new End(process.exitValue(), Files.readString(log));
  }
}
