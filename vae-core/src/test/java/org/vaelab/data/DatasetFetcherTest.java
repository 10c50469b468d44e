package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.data.DatasetEntry.RemoteFile;
import org.vaelab.files.Sha256;
import org.vaelab.progress.InterruptedTaskException;
import org.vaelab.progress.Progress;
import org.vaelab.progress.ProgressEvent;
import org.vaelab.progress.ProgressListener;

class DatasetFetcherTest {
  private static final byte[] CONTENT = new byte[300_000];
  private static final int HALF = 150_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path data;

  @Test
  void downloadsOnce() throws IOException {
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      assertThat(DatasetFetcher.fetch(set(server.address()), data)).isEqualTo(data.resolve("toy"));
      assertDownloaded();
      DatasetFetcher.fetch(set(server.address()), data);
      assertThat(server.requests()).containsExactly("/sets/a.gz");
    }
  }

  @Test
  void replacesAFileWithAnotherHash() throws IOException {
    Files.write(Files.createDirectory(data.resolve("toy")).resolve("a.gz"), new byte[5]);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(set(server.address()), data);
    }
    assertDownloaded();
  }

  @Test
  void continuesAfterACutConnection() throws IOException {
    try (FileServer server = new FileServer(FileServer.cutOnce(CONTENT, HALF))) {
      DatasetFetcher.fetch(set(server.address()), data);
      assertDownloaded();
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(1)).matches("/sets/a.gz bytes=[1-9][0-9]*-");
    }
  }

  @Test
  void continuesWhatAnEarlierRunLeft() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, HALF));
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(set(server.address()), data);
      assertThat(server.requests()).containsExactly("/sets/a.gz bytes=150000-");
    }
    assertDownloaded();
  }

  @Test
  void keepsThePartWhenEveryConnectionIsCut() throws IOException {
    FileServer.Answer cut =
        (exchange, start, number) ->
            FileServer.send(exchange, CONTENT, start, number == 1 ? HALF : start);
    try (FileServer server = new FileServer(cut)) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("a.gz", "run the command again");
    }
    assertThat(part()).exists();
    assertThat(target()).doesNotExist();
    byte[] kept = Files.readAllBytes(part());
    assertThat(kept).isNotEmpty().isEqualTo(Arrays.copyOf(CONTENT, kept.length));
  }

  @Test
  void startsAfreshWhereTheServerIgnoresRanges() throws IOException {
    leavePart(new byte[HALF]);
    FileServer.Answer whole =
        (exchange, _, _) -> FileServer.send(exchange, CONTENT, 0, CONTENT.length);
    try (FileServer server = new FileServer(whole)) {
      DatasetFetcher.fetch(set(server.address()), data);
      assertThat(server.requests()).hasSize(1);
    }
    assertDownloaded();
  }

  @Test
  void refusesAnotherRangeThanAskedFor() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, HALF));
    FileServer.Answer shifted =
        (exchange, start, _) -> FileServer.send(exchange, CONTENT, start + 1, CONTENT.length);
    try (FileServer server = new FileServer(shifted)) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("another range");
    }
    assertThat(part()).hasSize(HALF);
  }

  @Test
  void acceptsAPartThatIsComplete() throws IOException {
    leavePart(CONTENT);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(set(server.address()), data);
    }
    assertDownloaded();
  }

  @Test
  void startsAfreshWhereThePartIsTooLong() throws IOException {
    leavePart(new byte[CONTENT.length + 7]);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(set(server.address()), data);
    }
    assertDownloaded();
  }

  @Test
  void wrongHashDeletesThePartAndSaysSo() throws IOException {
    byte[] other = CONTENT.clone();
    other[123] ^= 1;
    try (FileServer server = new FileServer(FileServer.ranges(other))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("wrong content, deleted", Sha256.of(other), Sha256.of(CONTENT));
    }
    assertThat(data.resolve("toy")).isEmptyDirectory();
  }

  @Test
  void triesTheAddressesInOrder() throws IOException {
    byte[] wrong = new byte[10];
    try (FileServer first = new FileServer(FileServer.status(404));
        FileServer second = new FileServer(FileServer.ranges(wrong));
        FileServer third = new FileServer(FileServer.ranges(CONTENT));
        FileServer fourth = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(
          set(first.address(), second.address(), third.address(), fourth.address()), data);
      assertThat(first.requests()).hasSize(1);
      assertThat(second.requests()).hasSize(1);
      assertThat(third.requests()).hasSize(1);
      assertThat(fourth.requests()).isEmpty();
    }
    assertDownloaded();
  }

  /// The first address sends a part and then nothing, the second nothing at all.
  @Test
  @Timeout(60)
  void aStalledBodyEndsAndTheNextAddressContinues() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    FileServer.Answer stall =
        (exchange, start, number) -> {
          FileServer.send(exchange, CONTENT, start, number == 1 ? HALF : start);
          await(end);
        };
    FileServer.Answer silent = (_, _, _) -> await(end);
    try (FileServer first = new FileServer(stall);
        FileServer second = new FileServer(silent);
        FileServer third = new FileServer(FileServer.ranges(CONTENT))) {
      try {
        DatasetEntry stalled = set(first.address(), second.address());
        assertThatThrownBy(() -> DatasetFetcher.fetch(stalled, data, PATIENCE))
            .isInstanceOf(DataException.class)
            .hasMessageContainingAll(
                first.address() + "a.gz: the server sent less than 262,144 bytes in 1 seconds",
                second.address() + "a.gz: ");
        assertThat(part()).hasSize(HALF);
        DatasetFetcher.fetch(set(third.address()), data, PATIENCE);
        assertThat(third.requests()).containsExactly("/sets/a.gz bytes=150000-");
      } finally {
        end.countDown();
      }
    }
    assertDownloaded();
  }

  @Test
  void noMoreIsTakenThanTheRegisteredSize() throws IOException {
    AtomicLong sent = new AtomicLong();
    FileServer.Answer endless =
        (exchange, _, _) -> {
          exchange.sendResponseHeaders(200, 0); // chunked: no length
          OutputStream out = exchange.getResponseBody();
          for (int i = 0; i < 1000; i++) {
            out.write(CONTENT);
            sent.addAndGet(CONTENT.length);
          }
        };
    byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);
    try (FileServer first = new FileServer(endless);
        FileServer second = new FileServer(FileServer.ranges(longer))) {
      DatasetEntry set = set(first.address(), second.address());
      assertThatThrownBy(() -> DatasetFetcher.fetch(set, data))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              first.address() + "a.gz: more than the 300,000 bytes of the file",
              second.address() + "a.gz: more than the 300,000 bytes of the file");
    }
    assertThat(sent).hasValueLessThan(200L * CONTENT.length);
    assertThat(data.resolve("toy")).isEmptyDirectory();
  }

  @Test
  void somethingElseThanAFileIsNotReplaced() throws IOException {
    Files.createDirectories(target());
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("Cannot write %s (it is a directory)", target());
    }
    assertThat(target()).isEmptyDirectory();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void offlineIsOneSentenceThatNamesEveryAddress() throws IOException {
    URI closed;
    try (FileServer server = new FileServer(FileServer.status(404))) {
      closed = server.address();
    }
    try (FileServer server = new FileServer(FileServer.status(503))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(closed, server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              closed + "a.gz: cannot connect", server.address() + "a.gz: HTTP status 503");
    }
  }

  @Test
  void unwritableDirectoryIsOneSentence() throws IOException {
    Path file = Files.createFile(data.resolve("file"));
    assertThatThrownBy(() -> DatasetFetcher.fetch(set(), file))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("Cannot make the directory " + file, "--data-dir");
  }

  @Test
  void fullDiskIsOneSentence() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Files.createDirectory(data.resolve("toy"));
    Files.createSymbolicLink(part(), full);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("Cannot write " + part(), "No space left", "--data-dir");
    }
  }

  @Test
  void anInterruptEndsTheDownloadAndKeepsThePart() throws IOException {
    ProgressListener interrupt = _ -> Thread.currentThread().interrupt();
    ProgressListener before = Progress.install(interrupt);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(set(server.address()), data))
          .isInstanceOf(InterruptedTaskException.class);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      Progress.install(before);
    }
    assertThat(part()).exists();
    assertThat(target()).doesNotExist();
  }

  @Test
  void reportsProgressInBytes() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, HALF));
    List<ProgressEvent> events = new ArrayList<>();
    ProgressListener before = Progress.install(events::add);
    try (FileServer server = new FileServer(FileServer.ranges(CONTENT))) {
      DatasetFetcher.fetch(set(server.address()), data);
    } finally {
      Progress.install(before);
    }
    assertThat(events.getFirst().done()).isEqualTo(HALF);
    assertThat(events.getFirst().total()).isEqualTo(CONTENT.length);
    assertThat(events.getLast().finished()).isTrue();
    assertThat(events.getLast().task()).isEqualTo("downloading toy/a.gz");
  }

  @Test
  void convertsTextAndChecksItsContent() throws IOException {
    byte[] text = "0 1 1 0\n1 1 0 0\n".getBytes(StandardCharsets.US_ASCII);
    ImageSet images = new ImageSet(2, 2, 2, new byte[] {0, -1, -1, 0, -1, -1, 0, 0}, new byte[0]);
    try (FileServer server = new FileServer(FileServer.ranges(text))) {
      DatasetEntry right = textSet(server.address(), Idx.contentSha256(images));
      DatasetFetcher.fetch(right, data);
      assertThat(Idx.readImages(target())).isEqualTo(images);
      assertThat(data.resolve("toy")).isDirectoryNotContaining("glob:**.part");
      // Another gzip writer makes other bytes of the same content: still verified.
      Idx.writeImages(data.resolve("toy/plain"), images);
      Files.move(data.resolve("toy/plain"), target(), StandardCopyOption.REPLACE_EXISTING);
      DatasetFetcher.fetch(right, data);
      assertThat(server.requests()).containsExactly("/sets/a.amat");

      DatasetEntry wrong = textSet(server.address(), "00");
      assertThatThrownBy(() -> DatasetFetcher.fetch(wrong, data))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("wrong content, deleted");
    }
    byte[] page = "<html>404</html>".getBytes(StandardCharsets.US_ASCII);
    try (FileServer server = new FileServer(FileServer.ranges(page))) {
      assertThatThrownBy(() -> DatasetFetcher.fetch(textSet(server.address(), "00"), data))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("not the text file that was expected, deleted");
    }
    assertThat(data.resolve("toy")).isDirectoryNotContaining("glob:**.part");
  }

  private static DatasetEntry set(URI... addresses) {
    RemoteFile file = new RemoteFile("a.gz", Optional.empty(), CONTENT.length, Sha256.of(CONTENT));
    return new DatasetEntry("toy", "", "", List.of(), List.of(file))
        .withAddresses(List.of(addresses));
  }

  private static DatasetEntry textSet(URI address, String sha256) {
    RemoteFile file = new RemoteFile("a.gz", Optional.of("a.amat"), 16, sha256);
    return new DatasetEntry("toy", "", "", List.of(address), List.of(file));
  }

  private Path target() {
    return data.resolve("toy/a.gz");
  }

  private Path part() {
    return data.resolve("toy/a.gz.part");
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectory(data.resolve("toy"));
    Files.write(part(), bytes);
  }

  private void assertDownloaded() {
    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
  }
}
