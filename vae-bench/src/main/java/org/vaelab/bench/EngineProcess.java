package org.vaelab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;

/// The parent's end of an engine's own process.
final class EngineProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SECONDS_TO_END = 5;
  // For so long the JVM goes on compiling what it runs, on processors that the run needs.
  private static final double WARM_UP_SECONDS = 10;

  private final Engine engine;
  private final Process process;
  private final Path log;
  private final Thread atExit;
  private final BufferedWriter requests;
  private final BufferedReader replies;

  private EngineProcess(Engine engine, Process process, Path log) {
    this.engine = engine;
    this.process = process;
    this.log = log;
    atExit = new Thread(process::destroy); // Ctrl-C leaves nothing running.
    Runtime.getRuntime().addShutdownHook(atExit);
    requests = process.outputWriter(StandardCharsets.UTF_8);
    replies = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts an engine.
  ///
  /// @param logs directory for what the engine and its libraries say: `NAME.log`
  /// @param heap the JVM's heap flags
  static EngineProcess start(Engine engine, int threads, Path logs, String... heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap));
    command.addAll(engine.flags());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Dorg.bytedeco.javacpp.maxbytes=8G",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=16G",
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-cp",
            System.getProperty("java.class.path"),
            EngineMain.class.getName(),
            engine.name()));
    Path log = logs.resolve(engine.label() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    // The default: threads that wait spin for some milliseconds, then sleep. So an engine is as
    // fast as it can be in its own turn, and quiet in the others'.
    builder.environment().remove("OMP_WAIT_POLICY");
    try {
      return new EngineProcess(engine, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs what is open until its times no longer fall.
  void warmUp() {
    ask(Request.time(WARM_UP_SECONDS));
  }

  /// The numbers that the engine computes for a task.
  Numbers check(Task task) {
    try {
      Path file = Files.createTempFile("vaelab-bench-", ".json");
      try {
        ask(Request.check(task, file.toString()));
        return JSON.readValue(file.toFile(), Numbers.class);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the hardware can do with the process's threads.
  Hardware probe() {
    try {
      return JSON.readValue(ask(Request.of(Request.Action.PROBE)).text(), Hardware.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a request and waits for its answer.
  ///
  /// @throws ExperimentException if the engine failed
  /// @throws InterruptedTaskException if this program is being stopped
  Reply ask(Request request) {
    Interrupts.check();
    try {
      requests.write(JSON.writeValueAsString(request));
      requests.newLine();
      requests.flush();
      String line = replies.readLine();
      if (line == null) {
        throw new IOException("it ended");
      }
      Reply reply = JSON.readValue(line, Reply.class);
      if (reply.failed()) {
        throw new ExperimentException(
            "The engine '%s' failed: %s; see %s.".formatted(engine.label(), reply.text(), log));
      }
      return reply;
    } catch (IOException e) {
      Interrupts.check();
      throw new ExperimentException(
          "The process of the engine '%s' does not answer (%s); see %s."
              .formatted(engine.label(), e.getMessage(), log),
          e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // Shutdown has begun, and the process is stopped.
    }
  }
}
