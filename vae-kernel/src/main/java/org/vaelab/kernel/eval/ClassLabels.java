package org.vaelab.kernel.eval;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// Rewrites what the frames of a stack trace show of a compiled class: names, file, lines.
///
/// All names and descriptors of a class file are texts in its pool of constants, so the pool is
/// where they are renamed; no instruction changes.
final class ClassLabels {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int STRING = 8;

  private final ByteBuffer in;
  private final Map<Integer, String> texts = new HashMap<>();
  private final Set<Integer> literals = new HashSet<>();

  private ClassLabels(byte[] classFile) {
    in = ByteBuffer.wrap(classFile.clone());
  }

  /// @param name new for old: classes as `package/Name` inside of any text, methods as they are
  /// @param file what takes the place of the source file's name
  /// @param line new for old
  static byte[] rewrite(
      byte[] classFile, UnaryOperator<String> name, String file, IntUnaryOperator line) {
    ClassLabels labels = new ClassLabels(classFile);
    int poolEnd = labels.readPool();
    byte[] pool = labels.renamedPool(poolEnd, name, file);
    labels.relabel(poolEnd, labels.lastEntry(pool), line);
    byte[] renamed = new byte[pool.length + classFile.length - poolEnd];
    System.arraycopy(pool, 0, renamed, 0, pool.length);
    labels.in.get(poolEnd, renamed, pool.length, classFile.length - poolEnd);
    return renamed;
  }

  private int unsigned(int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  /// @return where the pool ends
  private int readPool() {
    int count = unsigned(8);
    int at = 10;
    for (int index = 1; index < count; index++) {
      int tag = in.get(at);
      if (tag == UTF8) {
        texts.put(index, text(at));
      } else if (tag == STRING) {
        literals.add(unsigned(at + 1));
      }
      at += entryLength(at);
      index += tag == LONG || tag == DOUBLE ? 1 : 0; // They take two numbers.
    }
    return at;
  }

  private int entryLength(int at) {
    return switch (in.get(at)) {
      case UTF8 -> 3 + unsigned(at + 1);
      case LONG, DOUBLE -> 9;
      case 7, STRING, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> 5;
    };
  }

  /// Byte by byte: what is renamed is ASCII, and the rest stays as it is encoded.
  private String text(int at) {
    return new String(in.array(), at + 3, unsigned(at + 1), StandardCharsets.ISO_8859_1);
  }

  /// Up to the pool's end; its last entry is the file.
  private byte[] renamedPool(int poolEnd, UnaryOperator<String> name, String file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      ByteArrayOutputStream added = new ByteArrayOutputStream();
      DataOutputStream addition = new DataOutputStream(added);
      int count = unsigned(8);
      // A string of the program may share its text with a name; it keeps it.
      Map<Integer, Integer> kept = new HashMap<>();
      for (int literal : literals) {
        String text = texts.get(literal);
        boolean shared = text.indexOf('/') < 0 && !newText(literal, name).equals(text);
        if (shared) {
          kept.put(literal, count++);
          writeText(addition, text);
        }
      }
      writeText(addition, file);
      count++;
      out.write(in.array(), 0, 8);
      out.writeShort(count);
      int at = 10;
      for (int index = 1; at < poolEnd; index++) {
        int tag = in.get(at);
        int length = entryLength(at);
        if (tag == UTF8) {
          writeText(out, newText(index, name));
        } else if (tag == STRING) {
          int literal = unsigned(at + 1);
          out.writeByte(STRING);
          out.writeShort(kept.getOrDefault(literal, literal));
        } else {
          out.write(in.array(), at, length);
          index += tag == LONG || tag == DOUBLE ? 1 : 0;
        }
        at += length;
      }
      out.write(added.toByteArray());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A serializable lambda is found again by the hash of its method's name, which is in the code.
  private String newText(int index, UnaryOperator<String> name) {
    String text = texts.get(index);
    boolean serializable = literals.contains(index) && text.startsWith("lambda$");
    return serializable ? text : name.apply(text);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.writeByte(UTF8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private int lastEntry(byte[] pool) {
    return Short.toUnsignedInt(ByteBuffer.wrap(pool).getShort(8)) - 1;
  }

  private void relabel(int poolEnd, int file, IntUnaryOperator line) {
    in.position(poolEnd + 6);
    skip(2 * unsigned()); // Interfaces.
    for (int kind = 0; kind < 2; kind++) { // Fields, then methods.
      for (int members = unsigned(); members > 0; members--) {
        skip(6);
        relabelAttributes(file, line);
      }
    }
    relabelAttributes(file, line);
  }

  private void relabelAttributes(int file, IntUnaryOperator line) {
    for (int attributes = unsigned(); attributes > 0; attributes--) {
      String attribute = texts.get(unsigned());
      int length = in.getInt();
      int end = in.position() + length;
      switch (attribute) {
        case "SourceFile" -> in.putShort((short) file);
        case "Code" -> {
          skip(4);
          skip(in.getInt());
          skip(8 * unsigned());
          relabelAttributes(file, line);
        }
        case "LineNumberTable" -> {
          for (int entries = unsigned(); entries > 0; entries--) {
            skip(2);
            int renumbered = line.applyAsInt(unsigned(in.position()));
            in.putShort((short) Math.min(renumbered, 0xFFFF));
          }
        }
        default -> {}
      }
      in.position(end);
    }
  }

  private int unsigned() {
    return Short.toUnsignedInt(in.getShort());
  }

  private void skip(int bytes) {
    in.position(in.position() + bytes);
  }
}
