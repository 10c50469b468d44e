package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.kernel.memory.Reserve;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// The five sockets of a kernel, bound to the addresses of the connection file and to no other.
public final class Connection {
  /// Of a message; on a small heap it is an eighth of that.
  private static final long MAX_BYTES = 64L << 20;

  private static final int MAX_PULSE_BYTES = 1 << 10;

  private final MessageSocket shell;
  private final MessageSocket control;
  private final MessageSocket stdin;
  private final MessageSocket ioPub;

  private Connection(KernelConnectionProperties file, Wire wire) {
    // Lives as long as the process: the kernel ends by System.exit.
    @SuppressWarnings("resource")
    ZContext context = new ZContext();
    // A class that is first used when the heap is full cannot be loaded, then or ever.
    Reserve.refill();
    KernelLog.open();
    context.setThreadFactor(Connection::libraryThread);
    shell = socket("shell", context, SocketType.ROUTER, file, file.getShellPort(), wire);
    control = socket("control", context, SocketType.ROUTER, file, file.getControlPort(), wire);
    stdin = socket("stdin", context, SocketType.ROUTER, file, file.getStdinPort(), wire);
    ioPub = socket("iopub", context, SocketType.PUB, file, file.getIopubPort(), wire);
    // Unlike REP a ROUTER keeps no state that a failure could leave halfway.
    ZMQ.Socket heartbeat = context.createSocket(SocketType.ROUTER);
    heartbeat.setMaxMsgSize(MAX_PULSE_BYTES);
    heartbeat.setMsgAllocator(Shortage::room);
    heartbeat.bind(address(file, file.getHbPort()));
    Thread.ofPlatform().daemon().name("heartbeat").start(() -> echo(heartbeat));
  }

  private static MessageSocket socket(
      String name,
      ZContext context,
      SocketType type,
      KernelConnectionProperties file,
      int port,
      Wire wire) {
    long maxBytes = Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 8);
    return new MessageSocket(name, context, type, address(file, port), wire, maxBytes);
  }

  /// A thread of the socket library, whose loop may be entered again: it outlives a full heap.
  private static Thread libraryThread(Runnable loop, String name) {
    return Thread.ofPlatform().daemon().name(name).unstarted(Shortage.outliving(loop));
  }

  private static void echo(ZMQ.Socket heartbeat) {
    Endless.repeat(
        "The heartbeat goes on after a failure.",
        () -> {
          byte[] frame = heartbeat.recv();
          int flags = heartbeat.hasReceiveMore() ? ZMQ.SNDMORE : 0;
          Shortage.retry(() -> heartbeat.send(frame, flags));
        });
  }

  /// Reads a connection file and binds the sockets.
  ///
  /// @throws IllegalArgumentException if the file cannot be read or an address cannot be bound,
  ///     with one sentence for the terminal
  public static Connection open(Path connectionFile) {
    ConnectionFile file = ConnectionFile.read(connectionFile);
    try {
      return new Connection(file.addresses(), new Wire(file.signer()));
    } catch (RuntimeException e) {
      // The libraries' exceptions for a host or port that is none are of many kinds.
      throw new IllegalArgumentException(
          "An address of the connection file %s cannot be bound: %s"
              .formatted(connectionFile, e.getMessage()),
          e);
    }
  }

  private static String address(KernelConnectionProperties file, int port) {
    String separator = file.getTransport().equals("ipc") ? "-" : ":";
    return file.getTransport() + "://" + file.getIp() + separator + port;
  }

  public MessageSocket shell() {
    return shell;
  }

  public MessageSocket control() {
    return control;
  }

  public MessageSocket stdin() {
    return stdin;
  }

  /// Publishes to all front ends.
  ///
  /// @param parent header of the request that this belongs to, empty if none
  public void publish(JsonObject parent, MessageType<?> type, Object content) {
    String name = type.getName();
    ioPub.send(List.of(name.getBytes(StandardCharsets.US_ASCII)), name, parent, content);
  }

  /// Publishes `busy`, `idle` or `starting`.
  public void publishStatus(JsonObject parent, String state) {
    publish(parent, MessageType.PUBLISH_STATUS, Shortage.retry(() -> status(state)));
  }

  private static JsonObject status(String state) {
    JsonObject content = new JsonObject();
    content.addProperty("execution_state", state);
    return content;
  }
}
