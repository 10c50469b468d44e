package org.vaelab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.vaelab.npz.NpyArray;

/// A hostile `.npz` file, written by code that shares nothing with what reads it.
///
/// @param what was done
/// @param bytes of the file
/// @param careless whether the change was made without care for checksums; the rest is empty then
/// @param twice whether a name is there twice
/// @param meaning the arrays that the file holds for NumPy
/// @param unreadable names of those that NumPy refuses
public record NpzAttack(
    String what,
    byte[] bytes,
    boolean careless,
    boolean twice,
    Map<String, NpyArray> meaning,
    Set<String> unreadable) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final List<String> TYPES =
      List.of("<f4", "<f8", ">f4", ">f8", "<i4", ">i4", "<i8", "|u1", "|i1", "|b1");
  private static final List<String> UNREAD =
      List.of("<c8", "<f2", "|O", "<U4", "|S8", "|V4", "f4", "*f4", "", "<f", "<f16", "<M8[ns]");

  /// One array as it is written.
  private static final class Entry {
    String name;
    long[] shape;
    double[] values;
    String type;
    boolean columnMajor;
    int version = 1;
    int headerLie;
    byte[] surplus = {};
    int missing;
    Optional<String> header = Optional.empty();
    boolean stored;
    int declaredLie;
    boolean readable = true;

    Entry(String name, NpyArray array) {
      this.name = name;
      this.shape = array.shape().clone();
      this.values = array.doubles();
      this.type = array instanceof NpyArray.Floats ? "<f4" : "<f8";
    }

    NpyArray meaning() {
      if (type.endsWith("f4")) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) values[i];
        }
        return NpyArray.of(floats, shape);
      }
      return NpyArray.of(values, shape);
    }

    byte[] npy() {
      String sizes =
          Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
      String text =
          header.orElse(
              "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
                  .formatted(type, columnMajor ? "True" : "False", sizes));
      byte[] head = (text + " ".repeat(7) + "\n").getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer out =
          ByteBuffer.allocate(12 + head.length + 8 * values.length + surplus.length)
              .order(ByteOrder.LITTLE_ENDIAN);
      out.put(MAGIC).put((byte) version).put((byte) 0);
      if (version == 1) {
        out.putShort((short) (head.length + headerLie));
      } else {
        out.putInt(head.length + headerLie);
      }
      out.put(head);
      out.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      for (double value : columnMajor ? columns() : values) {
        switch (type.length() < 2 ? "" : type.substring(1)) {
          case "f4" -> out.putFloat((float) value);
          case "f8" -> out.putDouble(value);
          case "i4" -> out.putInt((int) value);
          case "i8" -> out.putLong((long) value);
          case "u1", "i1", "b1" -> out.put((byte) value);
          default -> out.putFloat((float) value);
        }
      }
      out.put(surplus);
      int length = Math.max(0, out.position() - missing);
      return Arrays.copyOf(out.array(), length);
    }

    private double[] columns() {
      double[] columns = new double[values.length];
      int rows = (int) shape[0];
      int width = values.length / Math.max(1, rows);
      for (int i = 0; i < values.length; i++) {
        columns[i % width * rows + i / width] = values[i];
      }
      return columns;
    }
  }

  /// The file as it should be.
  public static byte[] harmless(Map<String, NpyArray> arrays) {
    return zip(entries(arrays));
  }

  private static List<Entry> entries(Map<String, NpyArray> arrays) {
    List<Entry> entries = new ArrayList<>();
    arrays.forEach((name, array) -> entries.add(new Entry(name, array)));
    return entries;
  }

  /// An attack drawn at random.
  public static NpzAttack draw(Map<String, NpyArray> arrays, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = harmless(arrays);
      return new NpzAttack("careless", damaged(bytes, random), true, false, Map.of(), Set.of());
    }
    List<Entry> entries = entries(arrays);
    Entry entry = entries.get(random.nextInt(entries.size()));
    String what =
        switch (random.nextInt(18)) {
          case 0 -> {
            entries.remove(entry);
            yield "dropped " + entry.name;
          }
          case 1 -> {
            String other = entries.get(random.nextInt(entries.size())).name;
            String before = entry.name;
            entry.name =
                List.of(other, before.toUpperCase(), before + "0", "", "../" + before, before + "/")
                    .get(random.nextInt(6));
            yield "renamed %s to %s".formatted(before, entry.name);
          }
          case 2 -> {
            Entry twice = new Entry(entry.name, entry.meaning());
            entries.add(twice);
            yield "twice " + entry.name;
          }
          case 3 -> {
            entry.shape = shape(entry, random);
            yield "shape %s of %s".formatted(Arrays.toString(entry.shape), entry.name);
          }
          case 4 -> {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            convert(entry, type);
            yield "type %s of %s".formatted(type, entry.name);
          }
          case 5 -> {
            entry.type = UNREAD.get(random.nextInt(UNREAD.size()));
            entry.readable = false;
            yield "unread type %s of %s".formatted(entry.type, entry.name);
          }
          case 6 -> {
            entry.version = random.nextInt(2, 4);
            yield "version %d of %s".formatted(entry.version, entry.name);
          }
          case 7 -> {
            entry.headerLie = random.nextInt(-60, 60);
            entry.readable = entry.headerLie == 0;
            yield "header of %s longer by %d".formatted(entry.name, entry.headerLie);
          }
          case 8 -> {
            entry.columnMajor = entry.shape.length == 2 && entry.values.length > 0;
            yield "columns of " + entry.name;
          }
          case 9 -> {
            entry.surplus = new byte[random.nextInt(1, 40)];
            entry.readable = false;
            yield "surplus bytes of " + entry.name;
          }
          case 10 -> {
            entry.missing = random.nextInt(1, 40);
            entry.readable = false;
            yield "missing bytes of " + entry.name;
          }
          case 11 -> {
            String header = header(entry, random);
            entry.header = Optional.of(header);
            entry.readable = false;
            yield "header %s of %s".formatted(header, entry.name);
          }
          case 12 -> {
            entry.declaredLie = random.nextInt(-200, 200);
            entry.readable = entry.declaredLie == 0;
            yield "%s declares %d bytes more".formatted(entry.name, entry.declaredLie);
          }
          case 13 -> {
            entries.forEach(e -> e.stored = true);
            yield "stored";
          }
          case 14 -> {
            Collections.shuffle(entries, new Random(random.nextLong()));
            Entry junk = new Entry("junk", NpyArray.of(new float[] {1}, 1));
            junk.header = Optional.of("junk");
            junk.readable = false;
            entries.add(junk);
            yield "shuffled, with junk";
          }
          default -> value(entry, random);
        };
    Map<String, NpyArray> meaning = new LinkedHashMap<>();
    Set<String> unreadable = new HashSet<>();
    for (Entry e : entries) {
      if (e.readable && e.values.length == Arrays.stream(e.shape).reduce(1, (x, y) -> x * y)) {
        meaning.put(e.name, e.meaning());
      } else {
        unreadable.add(e.name);
      }
    }
    boolean twice = meaning.size() + unreadable.size() < entries.size();
    return new NpzAttack(what, zip(entries), false, twice, meaning, unreadable);
  }

  private static String value(Entry entry, SplittableRandom random) {
    if (entry.values.length == 0) {
      return "nothing";
    }
    int i = random.nextInt(entry.values.length);
    double old = entry.values[i];
    double value =
        switch (random.nextInt(10)) {
          case 0 -> Double.NaN;
          case 1 -> Double.POSITIVE_INFINITY;
          case 2 -> 1e30;
          case 3 -> -1;
          case 4 -> 0;
          case 5 -> old + 1;
          case 6 -> -old;
          case 7 -> 0.5;
          case 8 -> entry.type.endsWith("f8") ? 1e300 : Float.MAX_VALUE;
          default -> random.nextGaussian();
        };
    entry.values[i] = entry.type.endsWith("f4") ? (float) value : value;
    return "value %d of %s from %s to %s".formatted(i, entry.name, old, value);
  }

  /// The same values as another type, where it holds them; else what it makes of them.
  private static void convert(Entry entry, String type) {
    entry.type = type;
    for (int i = 0; i < entry.values.length; i++) {
      double value = entry.values[i];
      entry.values[i] =
          switch (type.substring(1)) {
            case "f4" -> (float) value;
            case "i4" -> (int) value;
            case "i8" -> (long) value;
            case "u1", "b1" -> (int) value & 0xFF;
            case "i1" -> (byte) value;
            default -> value;
          };
    }
  }

  private static long[] shape(Entry entry, SplittableRandom random) {
    int size = entry.values.length;
    return switch (random.nextInt(9)) {
      case 0 -> new long[] {size};
      case 1 -> new long[] {size, 1};
      case 2 -> new long[] {1, size};
      case 3 -> new long[] {1, 1, size};
      case 4 -> new long[] {};
      case 5 -> new long[] {0, size};
      case 6 -> new long[] {1L << 32, 1L << 32};
      case 7 -> {
        long[] reversed = entry.shape.clone();
        for (int i = 0; i < reversed.length; i++) {
          reversed[i] = entry.shape[reversed.length - 1 - i];
        }
        yield reversed;
      }
      default -> new long[] {Math.max(1, size / 2), 2};
    };
  }

  /// One that NumPy refuses.
  private static String header(Entry entry, SplittableRandom random) {
    String sizes =
        Arrays.stream(entry.shape).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    return List.of(
            "",
            "{}",
            "{'descr': '%s', 'fortran_order': False, }".formatted(entry.type),
            "{'descr': '%s', 'fortran_order': Maybe, 'shape': (%d,), }"
                .formatted(entry.type, entry.values.length),
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s 7), }"
                .formatted(entry.type, sizes),
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s,), 'shape': (%s,), 'x': 1}"
                .formatted(entry.type, sizes, sizes),
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s".formatted(entry.type, sizes),
            "{'descr': '%s', 'fortran_order': False, 'shape': (-1,), }".formatted(entry.type),
            "{'descr': '%s', 'fortran_order': False, 'shape': (1e3,), }".formatted(entry.type),
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s,), }"
                .formatted(entry.type, "9".repeat(random.nextInt(15, 60))),
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(entry.type, "1,".repeat(random.nextInt(6000, 12_000))))
        .get(random.nextInt(11));
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    // Half of them in the directory at the end, where every byte counts.
    if (random.nextBoolean()) {
      at = bytes.length - 1 - random.nextInt(Math.min(bytes.length, 300));
    }
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes = Arrays.copyOf(bytes, at);
      default ->
          Arrays.fill(
              bytes, at, Math.min(bytes.length, at + random.nextInt(40)), (byte) random.nextInt());
    }
    return bytes;
  }

  private static byte[] zip(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      byte[] npy = entry.npy();
      CRC32 crc = new CRC32();
      crc.update(npy);
      byte[] packed = entry.stored ? npy : deflated(npy);
      byte[] name = (entry.name + ".npy").getBytes(StandardCharsets.UTF_8);
      int size = npy.length + entry.declaredLie;
      int offset = out.size();
      ByteBuffer head =
          ByteBuffer.allocate(26)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putShort((short) 20)
              .putShort((short) 0x800)
              .putShort((short) (entry.stored ? 0 : 8))
              .putInt(0x21 << 16)
              .putInt((int) crc.getValue())
              .putInt(packed.length)
              .putInt(size)
              .putShort((short) name.length)
              .putShort((short) 0);
      out.writeBytes(new byte[] {'P', 'K', 3, 4});
      out.writeBytes(head.array());
      out.writeBytes(name);
      out.writeBytes(packed);
      directory.writeBytes(new byte[] {'P', 'K', 1, 2, 20, 0});
      directory.writeBytes(head.array());
      directory.writeBytes(
          ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN).putInt(10, offset).array());
      directory.writeBytes(name);
    }
    ByteBuffer end =
        ByteBuffer.allocate(22)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'P', 'K', 5, 6})
            .putInt(0)
            .putShort((short) entries.size())
            .putShort((short) entries.size())
            .putInt(directory.size())
            .putInt(out.size())
            .putShort((short) 0);
    out.writeBytes(directory.toByteArray());
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 14];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
