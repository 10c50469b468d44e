package org.vaelab.kernel.output;

import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Standard output and error of the cells. Both go through one buffer, so that their order is
/// kept; it is sent when it holds 16 KB, when the owner or the stream changes, and every 50 ms.
public final class Streams {
  private static final int LIMIT = 16 * 1024;
  private static final long INTERVAL_MS = 50;

  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private Cell owner;
  private StreamType stream = StreamType.OUT;

  private Streams() {}

  /// Replaces [System#out] and [System#err] for good.
  public static Streams install() {
    Streams streams = new Streams();
    System.setOut(streams.printer(StreamType.OUT));
    System.setErr(streams.printer(StreamType.ERR));
    Thread.ofPlatform().daemon().name("streams").start(streams::flushForEver);
    return streams;
  }

  private PrintStream printer(StreamType type) {
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            append(type, bytes, offset, length);
          }

          @Override
          public void flush() {
            Streams.this.flush();
          }
        };
    return new PrintStream(sink, false, StandardCharsets.UTF_8);
  }

  private synchronized void append(StreamType type, byte[] bytes, int offset, int length) {
    Cell writer = Cell.current().orElse(null);
    if (writer != owner || type != stream) {
      send(buffer.size());
      owner = writer;
      stream = type;
    }
    buffer.write(bytes, offset, length);
    if (buffer.size() >= LIMIT) {
      send(wholeCharacters());
      notifyAll();
    } else if (buffer.size() == length) {
      notifyAll(); // The buffer was empty: the clock for its sending starts.
    }
  }

  /// Sends what is buffered.
  public synchronized void flush() {
    send(buffer.size());
  }

  private void flushForEver() {
    while (true) {
      try {
        synchronized (this) {
          while (buffer.size() == 0) {
            wait();
          }
        }
        Thread.sleep(INTERVAL_MS);
        synchronized (this) {
          send(wholeCharacters());
        }
      } catch (InterruptedException | OutOfMemoryError e) {
        // Nobody interrupts this thread; what a full heap held up is sent the next time.
      }
    }
  }

  private void send(int length) {
    if (length == 0) {
      return;
    }
    byte[] bytes = buffer.toByteArray();
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    buffer.reset();
    buffer.write(bytes, length, bytes.length - length);
    if (owner != null) {
      owner.publish(MessageType.PUBLISH_STREAM, new PublishStream(stream, text));
    }
  }

  /// Bytes in the buffer up to the end of the last complete UTF-8 character.
  private int wholeCharacters() {
    byte[] bytes = buffer.toByteArray();
    int start = bytes.length - 1;
    while (start >= 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    if (start < 0) {
      return bytes.length;
    }
    int lead = bytes[start] & 0xFF;
    int width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return start + width > bytes.length ? start : bytes.length;
  }
}
