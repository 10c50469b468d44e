package org.vaelab.train;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.files.AtomicFile;
import org.vaelab.files.Sha256;

/// The container of a checkpoint: named texts and named rows of numbers, bit-exact, with a SHA-256
/// at the end. Layout, big-endian: the magic bytes `VAELABCK`, a version (int), the number of
/// entries (int), then per entry its name, a type byte (T text, F floats, D doubles), its length in
/// elements (int; bytes for text) and its content, and last the SHA-256 of all that came before.
///
/// @param texts by name
/// @param floats by name
/// @param doubles by name
record CheckpointFile(
    Map<String, String> texts, Map<String, float[]> floats, Map<String, double[]> doubles) {
  private static final byte[] MAGIC = "VAELABCK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;
  private static final int CHUNK = 1 << 16;

  CheckpointFile() {
    this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /// A crash at any moment leaves the old file or the new one.
  void write(Path file) {
    try {
      AtomicFile.write(
          file,
          raw -> {
            MessageDigest digest = Sha256.digest();
            DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, digest));
            writeEntries(out);
            out.flush();
            raw.write(digest.digest());
          });
    } catch (IOException e) {
      throw new CheckpointException(
          "The checkpoint %s cannot be written (%s); free some space or choose another directory. The one before is untouched."
              .formatted(file, e),
          e);
    }
  }

  private void writeEntries(DataOutputStream out) throws IOException {
    out.write(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(texts.size() + floats.size() + doubles.size());
    for (var entry : texts.entrySet()) {
      byte[] bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
      writeHeader(out, entry.getKey(), 'T', bytes.length);
      out.write(bytes);
    }
    for (var entry : floats.entrySet()) {
      float[] values = entry.getValue();
      writeHeader(out, entry.getKey(), 'F', values.length);
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      for (int i = 0; i < values.length; ) {
        int count = Math.min(CHUNK / Float.BYTES, values.length - i);
        buffer.clear().asFloatBuffer().put(values, i, count);
        out.write(buffer.array(), 0, count * Float.BYTES);
        i += count;
      }
    }
    for (var entry : doubles.entrySet()) {
      writeHeader(out, entry.getKey(), 'D', entry.getValue().length);
      for (double value : entry.getValue()) {
        out.writeDouble(value);
      }
    }
  }

  private static void writeHeader(DataOutputStream out, String name, char type, int length)
      throws IOException {
    out.writeUTF(name);
    out.writeByte(type);
    out.writeInt(length);
  }

  /// @throws CheckpointException if there is no such file, it is no checkpoint, or it is damaged
  static CheckpointFile read(Path file) {
    verify(file);
    int digestLength = Sha256.digest().getDigestLength();
    try (DataInputStream in = new DataInputStream(open(file))) {
      in.skipNBytes(MAGIC.length);
      int version = in.readInt();
      if (version != VERSION) {
        throw new CheckpointException(
            "The checkpoint %s has format version %d, this program reads version %d; use the program that wrote it."
                .formatted(file, version, VERSION));
      }
      CheckpointFile content = new CheckpointFile();
      for (int entries = in.readInt(); entries > 0; entries--) {
        content.readEntry(in);
      }
      if (in.available() != digestLength) {
        throw new IOException("its entries do not end where its SHA-256 begins");
      }
      return content;
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private void readEntry(DataInputStream in) throws IOException {
    String name = in.readUTF();
    char type = (char) in.readByte();
    int length = in.readInt();
    int width = type == 'T' ? 1 : type == 'F' ? Float.BYTES : Double.BYTES;
    int left = in.available(); // At most the largest int, however large the file is.
    if (length < 0 || left < Integer.MAX_VALUE && (long) length * width > left) {
      throw new IOException("entry '%s' of length %d".formatted(name, length));
    }
    if (texts.containsKey(name) || floats.containsKey(name) || doubles.containsKey(name)) {
      throw new IOException("entry '%s' twice".formatted(name));
    }
    switch (type) {
      case 'T' -> texts.put(name, new String(in.readNBytes(length), StandardCharsets.UTF_8));
      case 'F' -> {
        float[] values = new float[length];
        for (int i = 0; i < length; ) {
          int count = Math.min(CHUNK / Float.BYTES, length - i);
          ByteBuffer.wrap(in.readNBytes(count * Float.BYTES)).asFloatBuffer().get(values, i, count);
          i += count;
        }
        floats.put(name, values);
      }
      case 'D' -> {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
          values[i] = in.readDouble();
        }
        doubles.put(name, values);
      }
      default -> throw new IOException("entry of unknown type '" + type + "'");
    }
  }

  // The whole file is checked before any of it is believed: a damaged length must not be allocated.
  private static void verify(Path file) {
    MessageDigest digest = Sha256.digest();
    int digestLength = digest.getDigestLength();
    try (InputStream raw = open(file)) {
      long content = Files.size(file) - digestLength;
      DigestInputStream in = new DigestInputStream(raw, digest);
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new CheckpointException(
            "%s is not a VAE Lab checkpoint: it does not begin with VAELABCK.".formatted(file));
      }
      if (content < MAGIC.length) {
        throw damaged(file, new IOException("it ends too early"));
      }
      byte[] buffer = new byte[CHUNK];
      for (long left = content - MAGIC.length; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw damaged(file, new IOException("it ends too early"));
        }
        left -= read;
      }
      if (!MessageDigest.isEqual(digest.digest(), raw.readNBytes(digestLength))) {
        throw damaged(file, new IOException("its SHA-256 does not match its content"));
      }
    } catch (FileNotFoundException e) {
      throw new CheckpointException("There is no checkpoint %s.".formatted(file), e);
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  // No channel: a checkpoint must be readable when the thread was interrupted.
  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(new FileInputStream(file.toFile()), CHUNK);
  }

  private static CheckpointException damaged(Path file, IOException cause) {
    return new CheckpointException(
        "The checkpoint %s is damaged (%s); restore it from a copy or start the run anew."
            .formatted(file, cause.getMessage() == null ? "it ends too early" : cause.getMessage()),
        cause);
  }
}
