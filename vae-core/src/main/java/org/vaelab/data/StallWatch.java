package org.vaelab.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Ends the reading of a body that stands still or trickles: the HTTP client's own time-out ends
/// with the headers. Each period must bring a least number of bytes, so that the whole download is
/// bounded in time too.
final class StallWatch implements AutoCloseable {
  private final InputStream body;
  private final Duration period;
  private final long leastBytes;
  private final AtomicLong received = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean stalled;

  /// Starts watching.
  ///
  /// @param body closed when it stalls, which ends a read that waits
  /// @param leastBytes to come in each period
  StallWatch(InputStream body, Duration period, long leastBytes) {
    this.body = body;
    this.period = period;
    this.leastBytes = leastBytes;
    Thread.ofVirtual().name("download watch").start(this::watch);
  }

  /// Reads as [InputStream#read(byte[])] does.
  ///
  /// @throws IOException also if the body stalled
  int read(byte[] buffer) throws IOException {
    int n;
    try {
      n = body.read(buffer);
    } catch (IOException e) {
      throw stalled ? tooSlow() : e;
    }
    if (stalled) {
      throw tooSlow();
    }
    received.addAndGet(Math.max(0, n));
    return n;
  }

  private IOException tooSlow() {
    return new IOException(
        "the server sent less than %,d bytes in %d seconds"
            .formatted(leastBytes, period.toSeconds()));
  }

  private void watch() {
    try {
      while (!done.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        if (received.getAndSet(0) < leastBytes) {
          stalled = true;
          body.close();
          return;
        }
      }
    } catch (InterruptedException | IOException e) {
      // Nobody interrupts this thread, and a body that cannot be closed is broken anyway.
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
