package org.vaelab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.nativemath.NativeBackend;

/// The process of one engine: answers the requests on standard input, one at a time, and ends with
/// its input. Between requests it does nothing.
public final class EngineMain {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double LEAD_IN_SECONDS = 0.2;

  private final EngineAdapter adapter;
  private Workload workload;
  private double secondsOfRun;

  private EngineMain(EngineAdapter adapter) {
    this.adapter = adapter;
  }

  /// @param arguments the engine's name
  public static void main(String[] arguments) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err); // What libraries print is no reply.
    NativeBackend.select();
    EngineMain main = new EngineMain(Engine.valueOf(arguments[0]).adapter());
    var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      replies.println(JSON.writeValueAsString(main.answer(JSON.readValue(line, Request.class))));
      replies.flush();
    }
    System.exit(0); // Threads of native libraries may not be daemons.
  }

  private Reply answer(Request request) {
    try {
      return switch (request.action()) {
        case CHECK -> {
          JSON.writeValue(new File(request.file()), adapter.check(request.task()));
          yield Reply.DONE;
        }
        case OPEN -> {
          if (workload != null) {
            workload.close();
          }
          workload = adapter.open(request.task());
          yield Reply.DONE;
        }
        case TIME -> {
          // Before its turn an engine was idle: its caches are cold and its threads asleep.
          if (secondsOfRun < LEAD_IN_SECONDS) {
            run(LEAD_IN_SECONDS, 1);
          }
          yield run(request.seconds(), 1);
        }
        case REPEAT -> run(0, request.runs());
        case DESCRIBE -> new Reply(0, 0, 0, adapter.description(), false);
        case PROBE -> new Reply(0, 0, 0, JSON.writeValueAsString(Hardware.measure()), false);
        case MEMORY -> new Reply(0, 0, peakBytes(), "", false);
      };
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      e.printStackTrace();
      return new Reply(0, 0, 0, String.valueOf(e.getMessage()), true);
    }
  }

  private Reply run(double seconds, long atLeast) {
    long start = System.nanoTime();
    long runs = 0;
    double elapsed;
    do {
      workload.run();
      runs++;
      elapsed = (System.nanoTime() - start) * 1e-9;
    } while (elapsed < seconds || runs < atLeast);
    secondsOfRun = elapsed / runs;
    return new Reply(runs, elapsed, 0, "", false);
  }

  /// The line `VmHWM: N kB` of Linux; 0 elsewhere.
  private static long peakBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
