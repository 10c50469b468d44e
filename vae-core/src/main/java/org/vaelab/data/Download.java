package org.vaelab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Interrupts;
import org.vaelab.progress.Progress;

/// Downloads one file into a part file, continuing what an earlier attempt left there.
///
/// @param client how to connect
/// @param task what progress reports call this download
/// @param part where the bytes go
/// @param expectedBytes size of the whole file: no more is taken
/// @param patience how long the server may take to answer, or to send the next [#LEAST_BYTES]
record Download(HttpClient client, String task, Path part, long expectedBytes, Duration patience) {
  private static final int MAX_ATTEMPTS = 5;
  private static final int BUFFER = 1 << 16;
  private static final long LEAST_BYTES = 1 << 18;

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /// Downloads from one address, again after a cut as long as each attempt brings something new.
  ///
  /// @throws IOException if the address does not deliver; the part file keeps what came
  /// @throws DataException if the part file cannot be written
  void from(URI address) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = have();
      try {
        attempt(address, before);
        return;
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS || have() == before) {
          throw e;
        }
      }
    }
  }

  private long have() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void attempt(URI address, long have) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      String range = response.headers().firstValue("Content-Range").orElse("");
      switch (response.statusCode()) {
        case OK -> copy(response, body, 0);
        case PARTIAL_CONTENT -> {
          if (have == 0 || !range.startsWith("bytes " + have + "-")) {
            throw new IOException("the server sent another range than asked for");
          }
          copy(response, body, have);
        }
        case RANGE_NOT_SATISFIABLE -> {
          // The part may be the whole file: an earlier run ended between the last byte and the
          // check. Otherwise it does not belong to this file.
          if (!range.equals("bytes */" + have)) {
            Files.deleteIfExists(part);
            throw new IOException("the server cannot continue the partial download");
          }
        }
        default -> throw new IOException("HTTP status " + response.statusCode());
      }
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedTaskException();
    }
  }

  /// Writes the body to the part file from position `start`.
  private void copy(HttpResponse<InputStream> response, InputStream body, long start)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (start + length > expectedBytes) {
      throw tooLarge();
    }
    Progress progress = Progress.resume(task, length < 0 ? expectedBytes : start + length, start);
    byte[] buffer = new byte[BUFFER];
    long have = start;
    try (StallWatch watch = new StallWatch(body, patience, LEAST_BYTES);
        OutputStream out = open(start)) {
      for (int n = read(watch, buffer); n != -1; n = read(watch, buffer)) {
        have += n;
        if (have > expectedBytes) {
          Files.deleteIfExists(part);
          throw tooLarge();
        }
        write(out, buffer, n);
        progress.advance(n, Map.of());
      }
    }
    progress.finish(Map.of());
  }

  private IOException tooLarge() {
    return new IOException("more than the %,d bytes of the file".formatted(expectedBytes));
  }

  private static int read(StallWatch body, byte[] buffer) throws IOException {
    Interrupts.check();
    try {
      return body.read(buffer);
    } catch (IOException e) {
      Interrupts.check();
      throw e;
    }
  }

  private OutputStream open(long start) {
    OpenOption mode = start == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
    try {
      return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
    } catch (IOException e) {
      throw cannotWrite(part, e);
    }
  }

  private void write(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw cannotWrite(part, e);
    }
  }

  static DataException cannotWrite(Path file, IOException cause) {
    return new DataException(
        "Cannot write %s (%s); free some space or name another directory with --data-dir."
            .formatted(file, describe(cause)),
        cause);
  }

  /// What went wrong, in words that stand in brackets: some exceptions carry no message, or only a
  /// path.
  static String describe(IOException e) {
    return switch (e) {
      case ConnectException _ -> "cannot connect";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "a file is in the way";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
