package org.vaelab.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A local HTTP server that serves one content for every path, in ways that downloads meet.
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FileServer(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
          try (exchange) {
            answer.to(exchange, range == null ? 0 : from(range), requests.size());
          }
        });
    server.setExecutor(executor);
    server.start();
  }

  /// Writes the answer to the `number`-th request, which asks for the bytes from `start` on.
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange, int start, int number) throws IOException;
  }

  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/sets/");
  }

  /// Each request's path, and its range where it named one.
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static int from(String range) {
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  /// Serves `content` and honours ranges.
  static Answer ranges(byte[] content) {
    return (exchange, start, _) -> {
      if (start >= content.length && start > 0) {
        exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
      } else {
        send(exchange, content, start, content.length);
      }
    };
  }

  /// Serves `content` as [#ranges], but cuts the first connection after `bytes`.
  static Answer cutOnce(byte[] content, int bytes) {
    return (exchange, start, number) ->
        send(exchange, content, start, number == 1 ? bytes : content.length);
  }

  static Answer status(int status) {
    return (exchange, _, _) -> exchange.sendResponseHeaders(status, -1);
  }

  /// Announces everything from `start` on and sends what comes before `end`.
  static void send(HttpExchange exchange, byte[] content, int start, int end) throws IOException {
    if (start > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
    OutputStream out = exchange.getResponseBody();
    out.write(content, start, end - start);
    out.flush();
  }
}
