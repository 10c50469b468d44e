package org.vaelab.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.vaelab.files.AtomicFile;
import org.vaelab.files.Sha256;

/// Reads and writes IDX files of unsigned bytes, the format of MNIST: a big-endian magic number
/// (2051 images, 2049 labels), the sizes (count, rows, columns; count alone for labels), the bytes.
public final class Idx {
  private static final int IMAGES_MAGIC = 2051;
  private static final int LABELS_MAGIC = 2049;

  /// The longest array that every Java VM can allocate.
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  /// Deflate packs at most 258 bytes into two bits: no gzip file holds more than this many times
  /// its own size.
  private static final long MAX_GZIP_RATIO = 1032;

  /// Nor do images, unless they are blank: beyond this many bytes, a gzip file of a higher ratio is
  /// taken for a decompression bomb.
  private static final long SUSPICIOUS_BYTES = 1 << 28;

  private static final long LIKELY_GZIP_RATIO = 300;

  private Idx() {}

  /// The images of an IDX file, unlabelled. Whether the file is gzipped is told by its content.
  ///
  /// @throws DataException if the file is missing, damaged or no IDX image file
  public static ImageSet readImages(Path file) {
    Content content = read(file, IMAGES_MAGIC, "images", 3);
    return new ImageSet(
        content.sizes[0], content.sizes[1], content.sizes[2], content.bytes, new byte[0]);
  }

  /// The labels of an IDX file, one unsigned byte each.
  ///
  /// @throws DataException if the file is missing, damaged or no IDX label file
  public static byte[] readLabels(Path file) {
    return read(file, LABELS_MAGIC, "labels", 1).bytes;
  }

  /// Images with their labels.
  ///
  /// @throws DataException as the readers of one file do, and if the two files' counts differ
  public static ImageSet read(Path images, Path labels) {
    ImageSet set = readImages(images);
    byte[] values = readLabels(labels);
    if (values.length != set.count()) {
      throw new DataException(
          "%s holds %d labels but %s holds %d images; use files that belong together."
              .formatted(labels, values.length, images, set.count()));
    }
    return new ImageSet(set.count(), set.height(), set.width(), set.pixels(), values);
  }

  /// Writes the images (not the labels) to an IDX file, gzipped if its name ends in `.gz`.
  ///
  /// @throws DataException if the file cannot be written
  public static void writeImages(Path file, ImageSet images) {
    write(file, imagesHeader(images.count(), images.height(), images.width()), images.pixels());
  }

  /// Writes labels to an IDX file, gzipped if its name ends in `.gz`.
  ///
  /// @throws DataException if the file cannot be written
  public static void writeLabels(Path file, byte[] labels) {
    write(file, header(LABELS_MAGIC, labels.length), labels);
  }

  /// SHA-256 of the uncompressed IDX file of these images. Gzip writers differ in the bytes they
  /// make of one content: this hash does not depend on the writer.
  public static String contentSha256(ImageSet images) {
    return Sha256.of(
        imagesHeader(images.count(), images.height(), images.width()), images.pixels());
  }

  private record Content(int[] sizes, byte[] bytes) {}

  /// How many bytes of content a file of its size can hold at most, and is likely to.
  private record Capacity(long possible, long likely) {
    static Capacity of(long bytes, boolean gzipped) {
      return gzipped
          ? new Capacity(
              bytes * MAX_GZIP_RATIO, Math.max(SUSPICIOUS_BYTES, bytes * LIKELY_GZIP_RATIO))
          : new Capacity(bytes, bytes);
    }
  }

  private static Content read(Path file, int magic, String kind, int dimensions) {
    requireRegular(file);
    try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      boolean gzipped = isGzip(raw);
      Capacity capacity = Capacity.of(Files.size(file), gzipped);
      return parse(
          file, gzipped ? new GZIPInputStream(raw) : raw, capacity, magic, kind, dimensions);
    } catch (NoSuchFileException e) {
      throw new DataException("%s does not exist; check the path.".formatted(file), e);
    } catch (EOFException e) {
      throw new DataException(
          "%s is cut off: its gzip stream ends too early; get the file again.".formatted(file), e);
    } catch (ZipException e) {
      throw new DataException(
          "%s is damaged (%s); get the file again.".formatted(file, e.getMessage()), e);
    } catch (StackOverflowError e) {
      // GZIPInputStream calls itself for each empty member of a file of many.
      throw new DataException(
          "%s is damaged (too many empty gzip members); get the file again.".formatted(file), e);
    } catch (IOException e) {
      throw new DataException(
          "%s cannot be read (%s); check that it is a file and that you may read it."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// A pipe or a device would let the reader wait for ever, or never end.
  private static void requireRegular(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DataException(
          "%s cannot be read as it is %s; name an IDX file."
              .formatted(file, Files.isDirectory(file) ? "a directory" : "no regular file"));
    }
  }

  private static Content parse(
      Path file, InputStream in, Capacity capacity, int magic, String kind, int dimensions)
      throws IOException {
    int headerLength = Integer.BYTES * (1 + dimensions);
    byte[] header = in.readNBytes(headerLength);
    if (header.length < Integer.BYTES) {
      throw new DataException(
          "%s is too short for an IDX file (%d bytes); get the file again."
              .formatted(file, header.length));
    }
    ByteBuffer fields = ByteBuffer.wrap(header);
    int found = fields.getInt();
    if (found != magic) {
      throw new DataException(
          ("%s is no IDX file of %s: it starts with the number %d, not %d;"
                  + " check that it is the right file.")
              .formatted(file, kind, found, magic));
    }
    if (header.length < headerLength) {
      throw new DataException("%s ends within its IDX header; get the file again.".formatted(file));
    }
    int[] sizes = new int[dimensions];
    long expected = announcedBytes(file, fields, sizes);
    if (expected > capacity.possible) {
      throw new DataException(
          "%s announces %s, more than a file of its size can hold; get the file again."
              .formatted(file, announced(sizes, kind)));
    }
    if (expected > capacity.likely) {
      throw new DataException(
          ("%s announces %s, far more than a gzip file of its size is likely to hold;"
                  + " unpack it yourself if it is right.")
              .formatted(file, announced(sizes, kind)));
    }
    byte[] bytes = allocate(file, expected, announced(sizes, kind));
    int held = in.readNBytes(bytes, 0, bytes.length);
    if (held < expected) {
      throw new DataException(
          "%s announces %s (%d bytes) but holds only %d bytes after its header; get the file again."
              .formatted(file, announced(sizes, kind), expected, held));
    }
    if (in.read() != -1) {
      throw new DataException(
          "%s announces %s (%d bytes) but holds more bytes after them; get the file again."
              .formatted(file, announced(sizes, kind), expected));
    }
    return new Content(sizes, bytes);
  }

  private static byte[] allocate(Path file, long bytes, String announced) {
    try {
      return new byte[(int) bytes];
    } catch (OutOfMemoryError e) {
      throw new DataException(
          ("%s announces %s (%,d bytes), more than the Java heap (%,d bytes) has room for;"
                  + " allow more with VAELAB_JAVA_OPTS=-Xmx6g, or use fewer images.")
              .formatted(file, announced, bytes, Runtime.getRuntime().maxMemory()),
          e);
    }
  }

  private static long announcedBytes(Path file, ByteBuffer fields, int[] sizes) {
    long product = 1;
    for (int i = 0; i < sizes.length; i++) {
      long size = Integer.toUnsignedLong(fields.getInt());
      if (size == 0) {
        throw new DataException(
            "%s announces a size of zero in its header; get the file again.".formatted(file));
      }
      // Both factors are below 2^32 here, the first below 2^31: no overflow.
      product *= size;
      if (product > MAX_BYTES) {
        throw new DataException(
            "%s announces more bytes in its header than can be read (%d is one of its sizes); "
                    .formatted(file, size)
                + "get the file again, or divide it.");
      }
      sizes[i] = (int) size;
    }
    return product;
  }

  private static String announced(int[] sizes, String kind) {
    return sizes.length == 1
        ? "%d %s".formatted(sizes[0], kind)
        : "%d %s of %dx%d".formatted(sizes[0], kind, sizes[1], sizes[2]);
  }

  private static boolean isGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return gzip;
  }

  /// What an IDX file of images starts with.
  static byte[] imagesHeader(int count, int height, int width) {
    return header(IMAGES_MAGIC, count, height, width);
  }

  private static byte[] header(int magic, int... sizes) {
    ByteBuffer header = ByteBuffer.allocate(Integer.BYTES * (1 + sizes.length)).putInt(magic);
    for (int size : sizes) {
      header.putInt(size);
    }
    return header.array();
  }

  private static void write(Path file, byte[] header, byte[] bytes) {
    try {
      AtomicFile.write(
          file,
          raw -> {
            boolean gzip = file.toString().endsWith(".gz");
            OutputStream out = gzip ? new GZIPOutputStream(raw, 1 << 16) : raw;
            out.write(header);
            out.write(bytes);
            if (out instanceof GZIPOutputStream zipped) {
              zipped.finish();
            }
          });
    } catch (IOException e) {
      throw new DataException(
          "%s cannot be written (%s); check the directory and the free space."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
