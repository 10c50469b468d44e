package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A bound socket that carries messages. Sending is safe from several threads; a socket that also
/// receives belongs to one thread at a time.
public final class MessageSocket {
  private final String name;
  private final ZMQ.Socket socket;
  private final Wire wire;

  MessageSocket(String name, ZContext context, SocketType type, String address, Wire wire) {
    this.name = name;
    this.wire = wire;
    this.socket = context.createSocket(type);
    // No message may be dropped, above all not the `idle` after a flood of output.
    socket.setHWM(0);
    socket.setLinger(1000);
    socket.bind(address);
  }

  /// Waits for the next well-formed message; the others are logged and dropped.
  public Request receive() {
    while (true) {
      Optional<Request> request = decode(frames(socket.recv()));
      if (request.isPresent()) {
        return request.get();
      }
    }
  }

  /// The next well-formed message if one comes within a time.
  public Optional<Request> poll(int milliseconds) {
    socket.setReceiveTimeOut(milliseconds);
    try {
      byte[] first = socket.recv();
      while (first != null) {
        Optional<Request> request = decode(frames(first));
        if (request.isPresent()) {
          return request;
        }
        first = socket.recv();
      }
      return Optional.empty();
    } finally {
      socket.setReceiveTimeOut(-1);
    }
  }

  private List<byte[]> frames(byte[] first) {
    List<byte[]> frames = new ArrayList<>();
    frames.add(first);
    while (socket.hasReceiveMore()) {
      frames.add(socket.recv());
    }
    return frames;
  }

  private Optional<Request> decode(List<byte[]> frames) {
    try {
      return Optional.of(wire.decode(frames));
    } catch (MalformedMessageException e) {
      KernelLog.note("dropped on the " + name + " channel: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Sends one message.
  ///
  /// @param identities routing frames, or the topic
  /// @param parent header of the request that it belongs to
  public void send(
      List<byte[]> identities, MessageType<?> type, JsonObject parent, Object content) {
    List<byte[]> frames = wire.encode(identities, type, parent, content);
    synchronized (socket) {
      for (byte[] frame : frames.subList(0, frames.size() - 1)) {
        socket.sendMore(frame);
      }
      socket.send(frames.getLast());
    }
  }
}
