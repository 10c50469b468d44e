package org.vaelab.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A bound socket that carries messages. Any thread may send; one thread at a time receives, and a
/// socket that is served belongs to the thread that serves it.
public final class MessageSocket {
  /// More frames than any front end sends: routing, delimiter, five of the message, and buffers.
  private static final int MAX_FRAMES = 64;

  /// What waits in a socket is not yet known to be genuine: beyond this the senders have to wait.
  private static final int MAX_WAITING = 100;

  private final String name;
  private final ZMQ.Socket socket;
  private final Wire wire;
  private final long maxBytes;

  /// Messages of other threads than the one that serves, and what wakes that one.
  private final ConcurrentLinkedQueue<List<byte[]>> outgoing = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<CountDownLatch> waiting = new ConcurrentLinkedQueue<>();
  private final ZMQ.Socket bell;
  private final ZMQ.Socket door;
  private final ZMQ.Poller poller;
  private volatile Thread server;

  /// @param maxBytes of a message; the connection of who sends more is closed
  MessageSocket(
      String name, ZContext context, SocketType type, String address, Wire wire, long maxBytes) {
    this.name = name;
    this.wire = wire;
    this.maxBytes = maxBytes;
    this.socket = context.createSocket(type);
    // No message may be dropped, above all not the `idle` after a flood of output.
    socket.setSndHWM(0);
    socket.setRcvHWM(MAX_WAITING);
    socket.setMaxMsgSize(maxBytes);
    socket.setMsgAllocator(Shortage::room);
    socket.setLinger(1000);
    socket.bind(address);
    door = context.createSocket(SocketType.PAIR);
    door.bind("inproc://" + name);
    bell = context.createSocket(SocketType.PAIR);
    bell.connect("inproc://" + name);
    poller = context.createPoller(2);
    poller.register(socket, ZMQ.Poller.POLLIN);
    poller.register(door, ZMQ.Poller.POLLIN);
  }

  /// Hands on the well-formed messages as they come; the others are logged and dropped. Does not
  /// return, whatever happens.
  public void serve(Consumer<Request> handler) {
    server = Thread.currentThread();
    Endless.repeat(
        "The " + name + " channel goes on after a failure.",
        () -> {
          poller.poll(-1);
          while (door.recv(ZMQ.DONTWAIT) != null) {
            // One ring for each message that waits; all are sent at once.
          }
          sendWaiting();
          handOn(handler);
        });
  }

  private void handOn(Consumer<Request> handler) {
    // Who waits for what has arrived asked before the socket is read.
    List<CountDownLatch> asked = new ArrayList<>();
    for (CountDownLatch next = waiting.poll(); next != null; next = waiting.poll()) {
      asked.add(next);
    }
    try {
      byte[] first = socket.recv(ZMQ.DONTWAIT);
      while (first != null) {
        decode(first).ifPresent(handler);
        sendWaiting();
        first = socket.recv(ZMQ.DONTWAIT);
      }
    } finally {
      asked.forEach(CountDownLatch::countDown);
    }
  }

  private void sendWaiting() {
    for (List<byte[]> frames = outgoing.poll(); frames != null; frames = outgoing.poll()) {
      sendFrames(frames);
    }
  }

  /// Waits until the serving thread has handed on all that has arrived.
  public void awaitHandedOn() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    waiting.add(latch);
    ring();
    latch.await();
  }

  private void ring() {
    synchronized (bell) {
      Shortage.retry(() -> bell.send(new byte[0]));
    }
  }

  /// The next well-formed message if one comes within a time, on a socket that is not served.
  public Optional<Request> poll(int milliseconds) {
    socket.setReceiveTimeOut(milliseconds);
    try {
      byte[] first = socket.recv();
      while (first != null) {
        Optional<Request> request = decode(first);
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

  private Optional<Request> decode(byte[] first) {
    List<byte[]> frames = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    // A message is read to its end, so that the next one begins with its first frame.
    for (byte[] frame = first; frame != null; frame = more()) {
      bytes += frame.length;
      count++;
      if (bytes > maxBytes || count > MAX_FRAMES) {
        frames.clear();
      } else {
        frames.add(frame);
      }
    }
    try {
      if (bytes > maxBytes || count > MAX_FRAMES) {
        throw new MalformedMessageException(
            "a message of %d bytes in %d frames; at most %d bytes in %d frames are read"
                .formatted(bytes, count, maxBytes, MAX_FRAMES));
      }
      return Optional.of(Shortage.retry(() -> wire.decode(frames)));
    } catch (MalformedMessageException e) {
      KernelLog.note("dropped on the " + name + " channel: " + e.getMessage());
      return Optional.empty();
    }
  }

  private byte[] more() {
    return socket.hasReceiveMore() ? socket.recv() : null;
  }

  /// Sends one message.
  ///
  /// @param identities routing frames, or the topic
  /// @param parent header of the request that it belongs to
  /// @return its id
  public String send(List<byte[]> identities, String type, JsonObject parent, Object content) {
    String id = Shortage.retry(() -> UUID.randomUUID().toString());
    List<byte[]> frames = Shortage.retry(() -> wire.encode(identities, id, type, parent, content));
    if (server == null || server == Thread.currentThread()) {
      sendFrames(frames);
    } else {
      Shortage.retry(() -> outgoing.add(frames));
      ring();
    }
    return id;
  }

  private void sendFrames(List<byte[]> frames) {
    synchronized (socket) {
      for (byte[] frame : frames.subList(0, frames.size() - 1)) {
        Shortage.retry(() -> socket.sendMore(frame));
      }
      Shortage.retry(() -> socket.send(frames.getLast()));
    }
  }
}
