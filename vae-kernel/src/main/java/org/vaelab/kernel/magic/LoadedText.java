package org.vaelab.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// A text from a file or from the web, of a size that a cell can have.
final class LoadedText {
  private static final int MAX_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern WEB = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);

  private LoadedText() {}

  /// @param source a URL or a path
  static String of(String source) throws MagicException, InterruptedException {
    if (source.isEmpty()) {
      throw new MagicException("A file or a URL is missing, such as in %load cells.java.");
    }
    return WEB.matcher(source).matches() ? fromWeb(source) : fromFile(source);
  }

  private static String fromFile(String name) throws MagicException {
    String place = "(in %s)".formatted(Path.of("").toAbsolutePath());
    try {
      Path file = name.startsWith("file:") ? Path.of(URI.create(name)) : Path.of(name);
      if (Files.isDirectory(file)) {
        throw new MagicException("'%s' is a directory %s; name a file.".formatted(name, place));
      }
      try (InputStream in = Files.newInputStream(file)) {
        return text(in, name);
      }
    } catch (NoSuchFileException e) {
      throw new MagicException("There is no file '%s' %s.".formatted(name, place));
    } catch (IllegalArgumentException e) {
      throw new MagicException("'%s' is no path of a file: %s.".formatted(name, e.getMessage()));
    } catch (IOException e) {
      throw new MagicException("The file '%s' cannot be read %s: %s".formatted(name, place, e));
    }
  }

  private static String fromWeb(String url) throws MagicException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new MagicException(
              "%s cannot be loaded: the server answered with status %d."
                  .formatted(url, answer.statusCode()));
        }
        return text(in, url);
      } finally {
        client.shutdownNow(); // What is left of the answer is not waited for.
      }
    } catch (IllegalArgumentException e) {
      throw new MagicException("'%s' is no valid URL: %s.".formatted(url, e.getMessage()));
    } catch (HttpTimeoutException e) {
      throw new MagicException(
          "%s did not answer within %d seconds; try again, or load a file."
              .formatted(url, PATIENCE.toSeconds()));
    } catch (IOException e) {
      throw new MagicException(
          "%s cannot be reached: %s; check the address and the network.".formatted(url, reason(e)));
    }
  }

  private static String reason(IOException failure) {
    if (failure instanceof UnknownHostException
        || failure.getCause() instanceof UnresolvedAddressException
        || failure instanceof ConnectException
            && failure.getCause() != null
            && failure.getCause().getCause() instanceof UnresolvedAddressException) {
      return "there is no such host";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static String text(InputStream in, String source) throws IOException, MagicException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new MagicException(
          "%s has more than 1 MB, too much for a cell: read it in the cell's code."
              .formatted(source));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
      }
    } catch (CharacterCodingException e) {
      // It is said below.
    }
    throw new MagicException(
        "%s is not a text in UTF-8: read it in the cell's code.".formatted(source));
  }
}
