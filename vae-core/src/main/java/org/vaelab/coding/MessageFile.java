package org.vaelab.coding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.vaelab.files.AtomicFile;

/// Reads and writes messages as files (docs/compression.md). Each section has a checksum of its
/// own, so that damage is found before anything is decoded, and named.
public final class MessageFile {
  /// How such files are called.
  public static final String ENDING = ".vaebb";

  private static final byte[] MAGIC = "VAELABB1".getBytes(StandardCharsets.US_ASCII);
  private static final int START = MAGIC.length + Integer.BYTES;
  private static final int CHECK = Integer.BYTES;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private MessageFile() {}

  /// @throws CodingException if the file cannot be written
  public static void write(Path file, Message message) {
    try {
      AtomicFile.write(file, out -> out.write(bytes(message)));
    } catch (IOException e) {
      throw new CodingException(
          "%s cannot be written (%s); check the directory and the free space."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Bytes of the file.
  static long size(Message message) {
    long size = START + header(message).length + CHECK;
    for (Message.Chain chain : message.chains()) {
      size += chainSize(chain.words().length);
    }
    return size;
  }

  private static long chainSize(int words) {
    return Long.BYTES + (long) Integer.BYTES * words + CHECK;
  }

  static byte[] bytes(Message message) {
    byte[] header = header(message);
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size(message)));
    out.put(MAGIC).putInt(header.length).put(header);
    check(out, 0);
    for (Message.Chain chain : message.chains()) {
      int from = out.position();
      out.putLong(chain.head());
      for (int word : chain.words()) {
        out.putInt(word);
      }
      check(out, from);
    }
    return out.array();
  }

  private static void check(ByteBuffer out, int from) {
    out.putInt(crc(out.array(), from, out.position()));
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static byte[] header(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Origin origin = message.origin();
      for (String text :
          List.of(
              origin.model(),
              origin.modelSha256(),
              origin.activation(),
              origin.data(),
              origin.machine(),
              message.images().contentSha256())) {
        out.writeUTF(text);
      }
      out.writeInt(message.images().count());
      out.writeInt(message.images().height());
      out.writeInt(message.images().width());
      out.writeByte(message.latentBits());
      out.writeInt(message.refinement().map(Refinement::steps).orElse(0));
      out.writeInt(message.refinement().map(Refinement::samples).orElse(0));
      out.writeDouble(message.refinement().map(Refinement::learningRate).orElse(0.0));
      out.writeLong(message.seed());
      out.writeInt(message.chains().size());
      for (Message.Chain chain : message.chains()) {
        out.writeInt(chain.words().length);
        out.writeInt(chain.borrowed());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// @throws CodingException if the file is missing, no message, or damaged: it says where
  public static Message read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CodingException("%s is no file; name a message.".formatted(file));
    }
    try {
      return parse(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CodingException("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
  }

  /// @param file what errors call it
  static Message parse(Path file, byte[] bytes) {
    if (bytes.length < START || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CodingException(
          "%s is no message of this program: it does not begin with %s; check that it is the right file, or get it again."
              .formatted(file, new String(MAGIC, StandardCharsets.US_ASCII)));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int length = in.getInt(MAGIC.length);
    if (length < 0
        || length > bytes.length - START - CHECK
        || in.getInt(START + length) != crc(bytes, 0, START + length)) {
      throw damaged(file, "its header", "the checksum does not fit");
    }
    try (DataInputStream header =
        new DataInputStream(new ByteArrayInputStream(bytes, START, length))) {
      return read(file, header, in.position(START + length + CHECK));
    } catch (IOException e) {
      throw damaged(file, "its header", "it ends too early");
    }
  }

  private static Message read(Path file, DataInputStream header, ByteBuffer in) throws IOException {
    Origin origin =
        new Origin(
            header.readUTF(),
            hash(file, header.readUTF()),
            header.readUTF(),
            header.readUTF(),
            header.readUTF());
    String content = hash(file, header.readUTF());
    Message.Images images =
        new Message.Images(header.readInt(), header.readInt(), header.readInt(), content);
    int latentBits = header.readByte();
    int steps = header.readInt();
    int samples = header.readInt();
    double rate = header.readDouble();
    Optional<Refinement> refinement =
        steps == 0 ? Optional.empty() : Optional.of(new Refinement(steps, samples, rate));
    long seed = header.readLong();
    int count = header.readInt();
    requireSizes(file, images, latentBits, count, header.available());
    List<Message.Chain> chains = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chains.add(chain(file, i, header.readInt(), header.readInt(), in));
    }
    if (in.hasRemaining()) {
      throw damaged(file, "its end", "%d bytes follow the last chain".formatted(in.remaining()));
    }
    return new Message(origin, images, latentBits, refinement, seed, chains);
  }

  private static Message.Chain chain(
      Path file, int number, int words, int borrowed, ByteBuffer in) {
    String where = "chain " + number;
    if (words < 0 || borrowed < 0 || chainSize(words) > in.remaining()) {
      throw damaged(file, where, "the file ends within it");
    }
    int from = in.position();
    long head = in.getLong();
    int[] below = new int[words];
    in.asIntBuffer().get(below);
    in.position(in.position() + Integer.BYTES * words);
    if (crc(in.array(), from, in.position()) != in.getInt()) {
      throw damaged(file, where, "the checksum does not fit");
    }
    if (head < AnsChain.EMPTY) {
      throw damaged(file, where, "its head is too small");
    }
    return new Message.Chain(head, below, borrowed);
  }

  private static String hash(Path file, String text) {
    if (!SHA256.matcher(text).matches()) {
      throw damaged(file, "its header", "a hash is none");
    }
    return text;
  }

  private static void requireSizes(
      Path file, Message.Images images, int latentBits, int chains, int left) {
    long pixels = 1;
    for (int size : new int[] {images.count(), images.height(), images.width()}) {
      pixels = size < 1 || pixels > Integer.MAX_VALUE ? Long.MAX_VALUE : pixels * size;
    }
    if (pixels > Integer.MAX_VALUE - 16
        || latentBits < 1
        || latentBits > LatentBins.MOST_BITS
        || chains < 1
        || chains > images.count()
        || left != 2L * Integer.BYTES * chains) {
      throw damaged(file, "its header", "its sizes do not go together");
    }
  }

  private static CodingException damaged(Path file, String where, String why) {
    return new CodingException(
        "%s is damaged in %s (%s); get it again.".formatted(file, where, why));
  }
}
