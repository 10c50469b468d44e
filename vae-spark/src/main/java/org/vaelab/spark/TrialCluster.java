package org.vaelab.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.experiment.ExperimentException;
import org.vaelab.progress.InterruptedTaskException;

/// A standalone master and workers on this machine's loopback interface, each a process, without an
/// installation of Spark: the jars are those of this process's class path.
public final class TrialCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START = Duration.ofSeconds(60);
  private static final String LOG = "node-%d.log";

  private final Path home;
  private final int port;
  private final List<Process> nodes = new ArrayList<>();

  private TrialCluster(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /// Starts the master.
  ///
  /// @throws ExperimentException if it does not answer within a minute
  public static TrialCluster start() {
    try {
      TrialCluster cluster = new TrialCluster(home(), freePort());
      try {
        cluster.node(
            ClusterNode.MASTER,
            List.of("--host", LOOPBACK, "--port", String.valueOf(cluster.port)),
            List.of());
        cluster.awaitMaster();
        return cluster;
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a worker, which the master knows a moment later.
  ///
  /// @param cores that its executors may use
  /// @param memory that they may use, such as `1g`
  public void addWorker(int cores, String memory) {
    node(
        ClusterNode.WORKER,
        List.of("--host", LOOPBACK, "-c", String.valueOf(cores), "-m", memory),
        List.of("-d", home.resolve("work").toString(), url()));
  }

  /// What `--master` takes.
  public String url() {
    return "spark://%s:%d".formatted(LOOPBACK, port);
  }

  /// Waits until a process ends that should not, or the thread is interrupted.
  ///
  /// @throws ExperimentException if one ended
  public void await() throws InterruptedException {
    while (nodes.stream().allMatch(Process::isAlive)) {
      Thread.sleep(200);
    }
    // Ctrl-C ends the processes, too, maybe before this thread is interrupted.
    Thread.sleep(500);
    throw new ExperimentException(
        "A process of the cluster has ended (%s); start the cluster again."
            .formatted(lastLine(nodes.indexOf(dead()))));
  }

  private Process dead() {
    return nodes.stream().filter(node -> !node.isAlive()).findFirst().orElseThrow();
  }

  private String lastLine(int node) {
    try (Stream<String> lines = Files.lines(home.resolve(LOG.formatted(node)))) {
      return lines.reduce("no message", (_, later) -> later);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static Path home() throws IOException {
    Path home = Files.createTempDirectory("vaelab-spark");
    Path jars = Files.createDirectory(home.resolve("jars"));
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (Files.isRegularFile(path)) {
        // Two jars may have one name; the order is that of the class path.
        Path link = jars.resolve("%03d-%s".formatted(number++, path.getFileName()));
        Files.createSymbolicLink(link, path);
      }
    }
    return home;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }

  private void node(String kind, List<String> options, List<String> last) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterNode.class.getName(),
                kind));
    command.addAll(options);
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(last);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(home.resolve(LOG.formatted(nodes.size())).toFile());
    try {
      nodes.add(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitMaster() {
    Instant end = Instant.now().plus(START);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(LOOPBACK, port), 1000);
        return;
      } catch (IOException e) {
        if (Instant.now().isAfter(end) || !nodes.getFirst().isAlive()) {
          throw new ExperimentException(
              "The master of the cluster does not start (%s).".formatted(lastLine(0)), e);
        }
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedTaskException();
      }
    }
  }

  /// Ends all processes, workers before the master, and removes their files.
  @Override
  public void close() {
    for (Process node : nodes.reversed()) {
      node.descendants().forEach(ProcessHandle::destroyForcibly);
      node.destroyForcibly();
    }
    boolean interrupted = Thread.interrupted();
    for (Process node : nodes) {
      try {
        node.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    deleteHome();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void deleteHome() {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // What is left is in the directory for temporary files.
    }
  }
}
