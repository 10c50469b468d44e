package org.vaelab.kernel.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/// Standard input of the cells: every read beyond the current line asks the front end for one.
public final class CellInput extends InputStream {
  private byte[] line = new byte[0];
  private int position;
  private Cell asker;

  /// Replaces [System#in] for good.
  public static void install(Streams streams) {
    System.setIn(new CellInput(streams));
  }

  private final Streams streams;

  private CellInput(Streams streams) {
    this.streams = streams;
  }

  @Override
  public synchronized int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    Cell reader = Cell.current().orElse(null);
    if (position == line.length || reader != asker) {
      asker = reader; // What another cell left of its line is not for this one.
      line = (nextLine() + "\n").getBytes(StandardCharsets.UTF_8);
      position = 0;
    }
    int count = Math.min(length, line.length - position);
    System.arraycopy(line, position, bytes, offset, count);
    position += count;
    return count;
  }

  @Override
  public synchronized int available() {
    return line.length - position;
  }

  private String nextLine() throws IOException {
    Input input =
        Cell.current()
            .flatMap(Cell::input)
            .orElseThrow(
                () ->
                    new IOException(
                        "This front end has no input line; give the value in the cell instead of"
                            + " reading System.in."));
    streams.flush();
    try {
      return input.readLine("", false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Reading System.in was interrupted.");
    }
  }
}
