package org.vaelab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.files.Sha256;

class IdxTest {
  /// Two images of 2x3 pixels as the format's description spells them.
  private static final byte[] TWO_IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5, -1, -2, -3, -4, -5, -6
  };

  private static final byte[] TWO_LABELS = {0, 0, 8, 1, 0, 0, 0, 2, 9, 4};

  @TempDir Path directory;

  @Test
  void readsTheFormatAsDescribed() throws IOException {
    ImageSet set = Idx.read(file("images", TWO_IMAGES), file("labels", TWO_LABELS));
    assertThat(set)
        .isEqualTo(
            new ImageSet(2, 2, 3, Arrays.copyOfRange(TWO_IMAGES, 16, 28), new byte[] {9, 4}));
  }

  @Test
  void writesTheFormatAsDescribed() throws IOException {
    ImageSet set = Idx.readImages(file("images", TWO_IMAGES));
    Path copy = directory.resolve("copy");
    Idx.writeImages(copy, set);
    assertThat(copy).hasBinaryContent(TWO_IMAGES);
    Idx.writeLabels(copy, new byte[] {9, 4});
    assertThat(copy).hasBinaryContent(TWO_LABELS);
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void gzipIsToldByContentNotByName() throws IOException {
    assertThat(Idx.readImages(file("plain.gz", TWO_IMAGES)))
        .isEqualTo(Idx.readImages(file("packed.idx", gzip(TWO_IMAGES))));
  }

  @Test
  void contentHashIsThatOfThePlainFile() throws IOException {
    Path plain = file("plain", TWO_IMAGES);
    assertThat(Idx.contentSha256(Idx.readImages(plain))).isEqualTo(Sha256.ofFile(plain));
  }

  @Property(tries = 60)
  void roundTrip(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 1, max = 30) int height,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll boolean gzipped,
      @ForAll long seed)
      throws IOException {
    byte[] pixels = new byte[count * height * width];
    byte[] labels = new byte[count];
    Random random = new Random(seed);
    random.nextBytes(pixels);
    random.nextBytes(labels);
    ImageSet set = new ImageSet(count, height, width, pixels, labels);
    Path parent = Files.createTempDirectory("idx");
    Path images = parent.resolve(gzipped ? "images.gz" : "images");
    Path labelFile = parent.resolve(gzipped ? "labels.gz" : "labels");
    try {
      Idx.writeImages(images, set);
      Idx.writeLabels(labelFile, labels);
      assertThat(Idx.read(images, labelFile)).isEqualTo(set);
      assertThat(Files.size(images) == 16 + pixels.length).isEqualTo(!gzipped);
    } finally {
      Files.deleteIfExists(images);
      Files.deleteIfExists(labelFile);
      Files.delete(parent);
    }
  }

  /// Cut anywhere, a gzipped file is an error that names it, never a short set.
  @Test
  void everyTruncationOfAGzippedFileIsRefused() throws IOException {
    byte[] whole = gzip(TWO_IMAGES);
    for (int length = 0; length < whole.length; length++) {
      Path cut = file("cut.gz", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Idx.readImages(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(cut.toString());
    }
    Path half = file("half.gz", Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> Idx.readImages(half)).hasMessageContaining("cut off");
  }

  @Test
  void everyTruncationOfAPlainFileIsRefused() throws IOException {
    for (int length = 0; length < TWO_IMAGES.length; length++) {
      Path cut = file("cut", Arrays.copyOf(TWO_IMAGES, length));
      assertThatThrownBy(() -> Idx.readImages(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(cut.toString());
    }
  }

  @Test
  void damagedGzipIsRefused() throws IOException {
    byte[] damaged = gzip(TWO_IMAGES);
    damaged[damaged.length - 6] ^= 0x55; // within the checksum
    Path file = file("damaged.gz", damaged);
    assertThatThrownBy(() -> Idx.readImages(file)).hasMessageContaining("damaged");
  }

  @Test
  void wrongMagicNumberIsRefused() throws IOException {
    Path labels = file("labels", TWO_LABELS);
    assertThatThrownBy(() -> Idx.readImages(labels))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(labels.toString(), "2049, not 2051");
    Path images = file("images", TWO_IMAGES);
    assertThatThrownBy(() -> Idx.readLabels(images)).hasMessageContaining("2051, not 2049");
  }

  @Test
  void moreImagesAnnouncedThanHeldIsRefused() throws IOException {
    byte[] bytes = TWO_IMAGES.clone();
    bytes[7] = 3;
    Path plain = file("plain", bytes);
    assertThatThrownBy(() -> Idx.readImages(plain))
        .hasMessageContainingAll("announces 3 images of 2x3", "12 bytes after its header");
    bytes[5] = 1; // 65,539 images
    Path packed = file("packed", gzip(bytes));
    assertThatThrownBy(() -> Idx.readImages(packed)).hasMessageContaining("65539 images");
  }

  /// The heap of the tests could not hold what these headers announce.
  @Test
  void absurdSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    int[][] sizes = {
      {0x80000000, 28, 28}, // 2^31 images
      {-1, -1, -1},
      {65536, 65536, 1}, // 0 in int arithmetic
      {0x7FFFFFFF, 1, 1},
      {2_000_000_000, 1, 1}
    };
    for (int[] size : sizes) {
      ByteBuffer header = ByteBuffer.allocate(100).putInt(2051);
      for (int s : size) {
        header.putInt(s);
      }
      for (byte[] bytes : new byte[][] {header.array(), gzip(header.array())}) {
        Path file = file("absurd", bytes);
        assertThatThrownBy(() -> Idx.readImages(file))
            .as(Arrays.toString(size))
            .isInstanceOf(DataException.class)
            .hasMessageContainingAll(file.toString(), "announces");
      }
    }
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    byte[] longer = Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length + 1);
    Path plain = file("plain", longer);
    assertThatThrownBy(() -> Idx.readImages(plain)).hasMessageContaining("more bytes after");
    Path packed = file("packed", gzip(longer));
    assertThatThrownBy(() -> Idx.readImages(packed)).hasMessageContaining("more bytes after");
  }

  @Test
  void zeroSizesAreRefused() throws IOException {
    for (int position : new int[] {7, 11, 15}) {
      byte[] bytes = TWO_IMAGES.clone();
      bytes[position] = 0;
      Path file = file("zero", bytes);
      assertThatThrownBy(() -> Idx.readImages(file)).hasMessageContaining("size of zero");
    }
  }

  @Test
  void labelsMustFitTheImages() throws IOException {
    Path images = file("images", TWO_IMAGES);
    Path labels = file("labels", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 9});
    assertThatThrownBy(() -> Idx.read(images, labels))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(labels.toString(), "1 labels", "2 images");
  }

  @Test
  void missingFileAndDirectoryAreNamed() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> Idx.readImages(missing))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(missing + " does not exist");
    assertThatThrownBy(() -> Idx.readImages(directory))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be read as it is a directory");
    assertThatThrownBy(() -> Idx.writeLabels(directory, new byte[1]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be written");
  }

  /// Opened, a pipe would wait for a writer for ever, and /dev/zero never end.
  @Test
  @Timeout(20)
  void onlyRegularFilesAreRead() throws Exception {
    Path pipe = directory.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    for (Path file : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> Idx.readImages(file))
          .isInstanceOf(DataException.class)
          .hasMessage("%s cannot be read as it is no regular file; name an IDX file.", file);
    }
    assertThatThrownBy(() -> Idx.writeLabels(pipe, new byte[1]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no regular file");
  }

  @Test
  void aPlainFileMayBeLarge() throws IOException {
    Path file = directory.resolve("large");
    int count = (1 << 18) + 1;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.allocate(16).putInt(2051).putInt(count).putInt(32).putInt(32).flip());
      channel.write(ByteBuffer.allocate(1), 16 + count * 1024L - 1); // The rest is a hole.
    }
    assertThat(Idx.readImages(file).count()).isEqualTo(count);
  }

  /// 1 GiB of zeros in 1 MB: a header that announces them, and one that announces less.
  @Test
  void aDecompressionBombIsRefusedInLittleMemory() throws IOException {
    Path bomb = directory.resolve("bomb.gz");
    for (int count : new int[] {1 << 20, 2}) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
        out.write(ByteBuffer.allocate(16).putInt(2051).putInt(count).putInt(32).putInt(32).array());
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 1 << 10; i++) {
          out.write(zeros);
        }
      }
      long before = allocated();
      assertThatThrownBy(() -> Idx.readImages(bomb))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(bomb + " announces", count + " images of 32x32");
      assertThat(allocated() - before).isLessThan(1 << 22);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void aGzipOfManyEmptyMembersIsRefused() throws IOException {
    byte[] empty = gzip(new byte[0]);
    Path file = directory.resolve("members.gz");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 300_000; i++) {
        out.write(empty);
      }
      out.write(gzip(TWO_IMAGES));
    }
    assertThatThrownBy(() -> Idx.readImages(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("members.gz is damaged (too many empty gzip members)");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
