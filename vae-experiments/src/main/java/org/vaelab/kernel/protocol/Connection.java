package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.vaelab.kernel.memory.Reserve;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// The five sockets of a kernel, bound to the addresses of the connection file and to no other.
public final class Connection {
  /// Of a message; on a small heap it is an eighth of that.
  private static final long MAX_BYTES = 64L << 20;

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PULSE_BYTES = 1 << 10;

  private final MessageSocket shell;
  private final MessageSocket control;
  private final MessageSocket stdin;
  private final MessageSocket ioPub;

  private Connection(KernelConnectionProperties file, Wire wire) {
    // Lives as long as the process: the kernel ends by System.exit.
    @SuppressWarnings("resource")
    ZContext context = new ZContext();
    Reserve.refill(); // A class that is first used when the heap is full cannot be loaded.
    context.setThreadFactor(Connection::libraryThread);
    long maxBytes = Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 8);
    shell =
        new MessageSocket(
            "shell",
            context,
            SocketType.ROUTER,
            address(file, file.getShellPort()),
            wire,
            maxBytes);
    control =
        new MessageSocket(
            "control",
            context,
            SocketType.ROUTER,
            address(file, file.getControlPort()),
            wire,
            maxBytes);
    stdin =
        new MessageSocket(
            "stdin",
            context,
            SocketType.ROUTER,
            address(file, file.getStdinPort()),
            wire,
            maxBytes);
    ioPub =
        new MessageSocket(
            "iopub", context, SocketType.PUB, address(file, file.getIopubPort()), wire, maxBytes);
    // Unlike REP a ROUTER keeps no state that a failure could leave halfway.
    ZMQ.Socket heartbeat = context.createSocket(SocketType.ROUTER);
    heartbeat.setMaxMsgSize(MAX_PULSE_BYTES);
    heartbeat.bind(address(file, file.getHbPort()));
    Thread.ofPlatform().daemon().name("heartbeat").start(() -> echo(heartbeat));
  }

  /// A thread of the socket library, whose loop may be entered again: it outlives a full heap.
  private static Thread libraryThread(Runnable loop, String name) {
    return Thread.ofPlatform().daemon().name(name).unstarted(Shortage.outliving(loop));
  }

  private static void echo(ZMQ.Socket heartbeat) {
    while (true) {
      try {
        byte[] frame = heartbeat.recv();
        int flags = heartbeat.hasReceiveMore() ? ZMQ.SNDMORE : 0;
        Shortage.retry(() -> heartbeat.send(frame, flags));
      } catch (Throwable e) {
        KernelLog.failure("The heartbeat goes on after a failure.", e);
      }
    }
  }

  /// Reads a connection file and binds the sockets.
  ///
  /// @throws IllegalArgumentException if the file cannot be read or an address cannot be bound,
  ///     with one sentence for the terminal
  public static Connection open(Path connectionFile) {
    try {
      KernelConnectionProperties file =
          KernelConnectionProperties.parse(
              Files.readString(connectionFile, StandardCharsets.UTF_8));
      check(file, connectionFile);
      return bind(file, new Wire(file.createHMACGenerator()), connectionFile);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The connection file %s cannot be read (%s); Jupyter passes it when it starts the kernel."
              .formatted(connectionFile, e));
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "The connection file %s is not JSON: %s".formatted(connectionFile, e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The connection file %s asks for a signature scheme that this Java does not have: %s"
              .formatted(connectionFile, e.getMessage()));
    }
  }

  /// The libraries' exceptions for a host or port that is none are of many kinds.
  private static Connection bind(KernelConnectionProperties file, Wire wire, Path connectionFile) {
    try {
      return new Connection(file, wire);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "An address of the connection file %s cannot be bound: %s"
              .formatted(connectionFile, e.getMessage()));
    }
  }

  private static void check(KernelConnectionProperties file, Path connectionFile) {
    if (file == null
        || file.getIp() == null
        || file.getKey() == null
        || file.getSignatureScheme() == null
        || file.getTransport() == null
        || !file.getSignatureScheme().startsWith("hmac-")
        || !List.of("tcp", "ipc").contains(file.getTransport())) {
      throw new IllegalArgumentException(
          ("The connection file %s lacks 'ip', 'key', a 'signature_scheme' hmac-* or a 'transport' tcp or"
                  + " ipc; let Jupyter write it.")
              .formatted(connectionFile));
    }
    for (int port :
        List.of(
            file.getShellPort(),
            file.getControlPort(),
            file.getStdinPort(),
            file.getIopubPort(),
            file.getHbPort())) {
      if (port < 1 || port > MAX_PORT) {
        throw new IllegalArgumentException(
            ("The connection file %s has no port from 1 to %d where it says %d; let Jupyter write"
                    + " it.")
                .formatted(connectionFile, MAX_PORT, port));
      }
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
    JsonObject content = new JsonObject();
    content.addProperty("execution_state", state);
    publish(parent, MessageType.PUBLISH_STATUS, content);
  }
}
