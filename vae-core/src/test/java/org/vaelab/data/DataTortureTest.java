package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.Torture;

/// Damaged files of images, labels and text: each is refused in one sentence that names it, or read
/// for what it holds; in little memory and time.
@Tag("torture")
class DataTortureTest {
  private static final int IMAGES_MAGIC = 2051;
  private static final int LABELS_MAGIC = 2049;
  private static final int HEADER = 16;
  private static final long MOST_BYTES = 64 << 20;
  private static final long MOST_SECONDS = 20;
  private static final int[] ODD_NUMBERS = {
    0, 1, 2, 3, 255, 256, 2049, 2051, 2052, 65_535, 65_536, 1 << 24, 0x7FFFFFFF, 1 << 31, -1
  };

  @TempDir Path directory;

  /// A damaged file.
  ///
  /// @param content of the file
  /// @param expected what a reader must find, or empty where it must refuse
  /// @param mayRefuse whether it may also refuse what is expected, as it cannot know it whole
  private record Damaged(byte[] content, Optional<ImageSet> expected, boolean mayRefuse) {}

  private enum Kind {
    /// Some bits of a plain file, which has no checksum: what it holds is what counts.
    PLAIN_BITS {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = flipped(plain(random), random);
        return new Damaged(content, held(content), false);
      }
    },
    /// Some bits of a gzip file, whose checksum covers the content but not all of its header.
    GZIP_BITS {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = plain(random);
        return new Damaged(flipped(IdxTest.gzip(content), random), held(content), true);
      }
    },
    CUT {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = packed(plain(random), random);
        byte[] cut = Arrays.copyOf(content, random.nextInt(content.length));
        return new Damaged(cut, Optional.empty(), false);
      }
    },
    HEADER_FIELDS {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = plain(random);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          ByteBuffer.wrap(content).putInt(4 * random.nextInt(4), odd(random));
        }
        return new Damaged(packed(content, random), held(content), false);
      }
    },
    /// What follows a gzip stream is no part of it, unless it is another one.
    APPENDED {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = plain(random);
        byte[] more = bytes(random, random.nextInt(1, 100));
        return switch (random.nextInt(4)) {
          case 0 -> new Damaged(joined(content, more), Optional.empty(), false);
          case 1 ->
              new Damaged(
                  joined(IdxTest.gzip(content), IdxTest.gzip(more)), Optional.empty(), false);
          case 2 ->
              new Damaged(
                  joined(IdxTest.gzip(content), IdxTest.gzip(new byte[0])), held(content), false);
          default -> new Damaged(joined(IdxTest.gzip(content), more), held(content), true);
        };
      }
    },
    /// Bytes cut out or doubled in the middle.
    SPLICED {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = plain(random);
        int from = random.nextInt(content.length);
        int to = random.nextInt(content.length);
        byte[] spliced = joined(Arrays.copyOf(content, from), tail(content, to));
        return new Damaged(packed(spliced, random), held(spliced), false);
      }
    },
    NOISE {
      @Override
      Damaged damage(SplittableRandom random) throws IOException {
        byte[] content = bytes(random, random.nextInt(200));
        int known = random.nextInt(5);
        if (content.length >= 4 && known == 0) {
          ByteBuffer.wrap(content).putInt(IMAGES_MAGIC);
        } else if (content.length >= 10 && known == 1) {
          System.arraycopy(IdxTest.gzip(content), 0, content, 0, 10);
        }
        return new Damaged(content, held(content), true);
      }
    };

    abstract Damaged damage(SplittableRandom random) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void damagedImages(Kind kind) throws IOException {
    SplittableRandom random = Torture.random("images " + kind);
    Tally tally = new Tally("images, " + kind);
    for (int i = 0; i < Torture.tries(); i++) {
      Damaged damaged = kind.damage(random);
      Path file = Files.write(directory.resolve("images"), damaged.content());
      Optional<ImageSet> found = tally.attempt(file, () -> Idx.readImages(file));
      if (found.isPresent() || !damaged.mayRefuse()) {
        assertThat(found).as("try %d", i).isEqualTo(damaged.expected());
      }
    }
    tally.print();
  }

  /// Right images with a label file that is damaged, or of another length.
  @ParameterizedTest
  @EnumSource(names = {"PLAIN_BITS", "CUT", "APPENDED", "HEADER_FIELDS"})
  void damagedLabels(Kind kind) throws IOException {
    SplittableRandom random = Torture.random("labels " + kind);
    Tally tally = new Tally("labels, " + kind);
    for (int i = 0; i < Torture.tries(); i++) {
      byte[] images = plain(random);
      ImageSet set = held(images).orElseThrow();
      byte[] labels = labels(set.count() + random.nextInt(-1, 2), random);
      switch (kind) {
        case PLAIN_BITS -> labels = flipped(labels, random);
        case CUT -> labels = Arrays.copyOf(labels, random.nextInt(labels.length));
        case APPENDED -> labels = joined(labels, bytes(random, random.nextInt(4)));
        default -> ByteBuffer.wrap(labels).putInt(4 * random.nextInt(2), odd(random));
      }
      Path imageFile = Files.write(directory.resolve("images"), images);
      Path file = Files.write(directory.resolve("labels"), packed(labels, random));
      Optional<ImageSet> found = tally.attempt(file, () -> Idx.read(imageFile, file));
      boolean right =
          labels.length == 8 + set.count()
              && ByteBuffer.wrap(labels).getInt() == LABELS_MAGIC
              && ByteBuffer.wrap(labels).getInt(4) == set.count();
      assertThat(found).as("try %d", i).isEqualTo(right ? with(set, tail(labels, 8)) : none());
    }
    tally.print();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN_BITS", "CUT", "APPENDED", "SPLICED"})
  void damagedText(Kind kind) throws IOException {
    SplittableRandom random = Torture.random("text " + kind);
    Tally tally = new Tally("text, " + kind);
    for (int i = 0; i < Torture.tries(); i++) {
      byte[] text = text(random);
      switch (kind) {
        case PLAIN_BITS -> text = flipped(text, random);
        case CUT -> text = Arrays.copyOf(text, random.nextInt(text.length));
        case APPENDED -> text = joined(text, bytes(random, random.nextInt(4)));
        default ->
            text =
                joined(
                    Arrays.copyOf(text, random.nextInt(text.length)),
                    tail(text, random.nextInt(text.length)));
      }
      Path file = Files.write(directory.resolve("text"), text);
      assertThat(tally.attempt(file, () -> Amat.read(file)))
          .as("try %d", i)
          .isEqualTo(textHeld(text));
    }
    tally.print();
  }

  /// Counts outcomes and judges what each cost.
  private static final class Tally {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Map<String, Integer> outcomes = new TreeMap<>();

    Tally(String name) {
      this.name = name;
    }

    interface Reading {
      ImageSet read() throws IOException;
    }

    Optional<ImageSet> attempt(Path file, Reading reading) throws IOException {
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Optional<ImageSet> found;
      try {
        found = Optional.of(reading.read());
        count("read");
      } catch (DataException e) {
        assertThat(e.getMessage()).contains(file.toString()).endsWith(".").doesNotContain("\n");
        found = Optional.empty();
        count("refused");
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
      assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(MOST_SECONDS);
      return found;
    }

    private void count(String outcome) {
      outcomes.merge(outcome, 1, Integer::sum);
    }

    void print() {
      System.out.println(name + ": " + outcomes);
    }
  }

  private static byte[] plain(SplittableRandom random) {
    int count = random.nextInt(1, 6);
    int height = random.nextInt(1, 9);
    int width = random.nextInt(1, 9);
    ByteBuffer content = ByteBuffer.allocate(HEADER + count * height * width);
    content.putInt(IMAGES_MAGIC).putInt(count).putInt(height).putInt(width);
    return content.put(bytes(random, content.remaining())).array();
  }

  private static byte[] labels(int count, SplittableRandom random) {
    return ByteBuffer.allocate(8 + count)
        .putInt(LABELS_MAGIC)
        .putInt(count)
        .put(bytes(random, count))
        .array();
  }

  private static byte[] text(SplittableRandom random) {
    int columns = (int) Math.pow(random.nextInt(1, 5), 2);
    StringBuilder text = new StringBuilder();
    for (int row = random.nextInt(1, 5); row > 0; row--) {
      for (int c = 0; c < columns; c++) {
        text.append(c == 0 ? "" : " ").append(random.nextInt(2));
      }
      text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// What the bytes of a plain file say by the format's description.
  private static Optional<ImageSet> held(byte[] content) {
    if (content.length <= HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(content);
    int magic = header.getInt();
    int[] sizes = {header.getInt(), header.getInt(), header.getInt()};
    for (int size : sizes) {
      if (size < 1 || size > content.length) {
        return Optional.empty();
      }
    }
    long expected = (long) sizes[0] * sizes[1] * sizes[2] + HEADER;
    return magic == IMAGES_MAGIC && expected == content.length
        ? Optional.of(
            new ImageSet(sizes[0], sizes[1], sizes[2], tail(content, HEADER), new byte[0]))
        : Optional.empty();
  }

  /// What a text holds: lines of bits of one length, which is a square; empty lines do not count.
  private static Optional<ImageSet> textHeld(byte[] text) {
    String[] lines =
        Stream.of(new String(text, StandardCharsets.ISO_8859_1).split("\n", -1))
            .map(line -> line.replaceAll("[ \t\r]", ""))
            .filter(line -> !line.isEmpty())
            .toArray(String[]::new);
    int columns = lines.length == 0 ? 0 : lines[0].length();
    int side = (int) Math.round(Math.sqrt(columns));
    if (columns == 0
        || side * side != columns
        || !Stream.of(lines).allMatch(l -> l.matches("[01]+") && l.length() == columns)) {
      return Optional.empty();
    }
    byte[] pixels = String.join("", lines).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (pixels[i] == '1' ? 255 : 0);
    }
    return Optional.of(new ImageSet(lines.length, side, side, pixels, new byte[0]));
  }

  private static Optional<ImageSet> none() {
    return Optional.empty();
  }

  private static Optional<ImageSet> with(ImageSet set, byte[] labels) {
    return Optional.of(new ImageSet(set.count(), set.height(), set.width(), set.pixels(), labels));
  }

  private static int odd(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? random.nextInt()
        : ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
  }

  private static byte[] packed(byte[] content, SplittableRandom random) throws IOException {
    return random.nextBoolean() ? IdxTest.gzip(content) : content;
  }

  private static byte[] flipped(byte[] content, SplittableRandom random) {
    byte[] flipped = content.clone();
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(a);
    joined.writeBytes(b);
    return joined.toByteArray();
  }

  private static byte[] tail(byte[] content, int from) {
    return Arrays.copyOfRange(content, from, content.length);
  }
}
