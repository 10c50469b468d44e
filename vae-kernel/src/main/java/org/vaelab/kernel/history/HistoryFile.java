package org.vaelab.kernel.history;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vaelab.files.AtomicFile;
import org.vaelab.kernel.paths.JupyterPaths;

/// The cells of all sessions in a file of the user, a line of JSON for each. Several kernels may
/// write at once: each does so while it holds the lock of a file beside it. Lines that are broken,
/// by a full disk or by hand, are skipped.
final class HistoryFile {
  private static final Gson JSON = new Gson();
  private static final String OFF = "VAELAB_HISTORY";
  private static final int MAX_BYTES = 4 << 20;
  private static final int LONGEST_CODE = 100_000;
  private static final int LOCK_TRIES = 50;
  private static final long LOCK_PAUSE_MS = 10;

  private static final Pattern SESSION =
      Pattern.compile("^\\{\"session\":(\\d{1,9}),", Pattern.MULTILINE);

  private final Path file;

  HistoryFile(Path file) {
    this.file = file;
  }

  /// The file of the user, unless the environment says `VAELAB_HISTORY=off`.
  static Optional<HistoryFile> of(Map<String, String> environment) {
    return "off".equalsIgnoreCase(environment.get(OFF))
        ? Optional.empty()
        : Optional.of(
            new HistoryFile(
                JupyterPaths.user(environment).resolve("vaelab").resolve("history.jsonl")));
  }

  /// All that can be read, the oldest first.
  List<Entry> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : tail().split("\n")) {
      parse(line).ifPresent(entries::add);
    }
    return entries;
  }

  /// What a file that nobody shortened has too much is left out.
  private String tail() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      int length = (int) Math.min(in.length(), 2 * MAX_BYTES);
      in.seek(in.length() - length);
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static Optional<Entry> parse(String line) {
    try {
      return Optional.ofNullable(JSON.fromJson(line, Entry.class))
          .filter(entry -> entry.code() != null && entry.session() > 0);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /// Adds a cell.
  ///
  /// @param session the session's number, 0 if it has none yet
  /// @return the session's number
  int append(int session, int number, String code) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling("history.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = lock(channel)) {
      int own = session > 0 ? session : latestSession() + 1;
      if (code.length() <= LONGEST_CODE) {
        write(JSON.toJson(new Entry(own, number, code)) + "\n");
      }
      return own;
    }
  }

  /// By the beginnings of the lines: a first cell does not wait for a parser of megabytes.
  private int latestSession() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    return SESSION
        .matcher(tail())
        .results()
        .mapToInt(match -> Integer.parseInt(match.group(1)))
        .max()
        .orElse(0);
  }

  static int highest(List<Entry> entries) {
    return entries.stream().mapToInt(Entry::session).max().orElse(0);
  }

  /// A kernel that hangs with the lock must not hold up another's cells.
  private static FileLock lock(FileChannel channel) throws IOException {
    for (int i = 0; i < LOCK_TRIES; i++) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      try {
        Thread.sleep(LOCK_PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new IOException("another kernel holds its lock");
  }

  private void write(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    boolean fresh = !Files.exists(file);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      if (fresh) {
        makePrivate();
      }
      long end = out.length();
      if (end > 0) {
        out.seek(end - 1);
        if (out.read() != '\n') {
          out.write('\n'); // A line that a full disk cut.
        }
      }
      out.write(bytes);
    }
    if (Files.size(file) > MAX_BYTES) {
      shorten();
    }
  }

  /// Cells may hold passwords.
  private void makePrivate() throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /// Leaves the newer half.
  private void shorten() throws IOException {
    String text = tail();
    int begin = text.indexOf('\n', Math.max(0, text.length() - MAX_BYTES / 2)) + 1;
    AtomicFile.writeText(file, text.substring(begin));
    makePrivate();
  }
}
