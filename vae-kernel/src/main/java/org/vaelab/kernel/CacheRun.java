package org.vaelab.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vaelab.kernel.history.History;
import org.vaelab.kernel.protocol.Connection;
import org.vaelab.kernel.protocol.Wire;
import org.vaelab.nativemath.NativeBackend;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A kernel and a front end in one process that run typical cells and end: what they use is what
/// the AOT cache records.
public final class CacheRun {
  private static final List<String> CELLS =
      List.of(
          "1 + 1",
          "int a = 3; record Point(int x, double y) {}",
          "System.out.println(a); List.of(new Point(a, 2))",
          "int twice(int n) { return 2 * n; }\ntwice(a)",
          "var list = IntStream.range(0, 10).boxed().toList(); list",
          "for (int i = 0; i < 3; i++) { a += i; }",
          "display(markdown(\"*text*\")); Map.of(\"a\", 1)",
          "a +",
          "Objects.requireNonNull(null)",
          "sealed interface S permits T {} record T() implements S {}",
          "%vars");

  private static final int REPETITIONS = 20;

  private CacheRun() {}

  public static void main(String[] arguments) throws IOException {
    NativeBackend.select();
    List<Integer> ports = freePorts();
    String key = UUID.randomUUID().toString();
    KernelConnectionProperties properties =
        new KernelConnectionProperties(
            "127.0.0.1",
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(4),
            "tcp",
            "hmac-sha256",
            key);
    Path file = Files.createTempFile("vaelab-training", ".json");
    Files.writeString(file, properties.toJsonString());
    JavaKernel kernel;
    try {
      kernel = new JavaKernel(Connection.open(file), History.ofSession());
    } finally {
      Files.delete(file);
    }
    Thread.ofPlatform().daemon().start(kernel::run);
    work(properties);
    System.exit(0);
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void work(KernelConnectionProperties properties) throws IOException {
    try (ZContext context = new ZContext()) {
      ZMQ.Socket shell = context.createSocket(SocketType.DEALER);
      shell.connect("tcp://127.0.0.1:" + properties.getShellPort());
      Wire wire = new Wire(properties.createHMACGenerator());
      ask(shell, wire, "kernel_info_request", Map.of());
      List<String> cells = new ArrayList<>(CELLS);
      for (int i = 0; i < REPETITIONS; i++) {
        cells.add("1 + " + i);
      }
      cells.forEach(cell -> ask(shell, wire, "execute_request", Map.of("code", cell)));
      ask(shell, wire, "complete_request", Map.of("code", "list.st", "cursor_pos", 7));
      ask(shell, wire, "inspect_request", Map.of("code", "list.size", "cursor_pos", 9));
      ask(shell, wire, "is_complete_request", Map.of("code", "int b = 3;"));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void ask(ZMQ.Socket shell, Wire wire, String type, Map<String, ?> content) {
    String id = UUID.randomUUID().toString();
    List<byte[]> frames = wire.encode(List.of(), id, type, new JsonObject(), content);
    frames.subList(0, frames.size() - 1).forEach(shell::sendMore);
    shell.send(frames.getLast());
    do {
      shell.recv();
    } while (shell.hasReceiveMore());
  }
}
