package org.vaelab.npz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The `.npy` format of NumPy: the magic bytes, a version, the length of a header, the header (a
/// Python dictionary with type, order and shape) and the values. Written as version 1.0,
/// little-endian.
final class NpyFormat {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int PREFIX_V1 = MAGIC.length + 4;
  private static final int PREFIX_V2 = MAGIC.length + 6;
  /// As NumPy has it: what is longer is damaged.
  private static final int LONGEST_HEADER = 10_000;

  /// A field of the header with the comma or brace behind it.
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*'(?:(descr)'\\s*:\\s*'([^']*)'|(fortran_order)'\\s*:\\s*(True|False)|(shape)'\\s*:\\s*\\(([^()]*)\\))\\s*(?:,\\s*}?|})");

  private static final Pattern SIZE = Pattern.compile("(?:0|[1-9][0-9]*)L?");

  private NpyFormat() {}

  static byte[] write(NpyArray array) {
    int width = array instanceof NpyArray.Floats ? Float.BYTES : Double.BYTES;
    String sizes =
        Arrays.stream(array.shape()).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String header =
        "{'descr': '<f%d', 'fortran_order': False, 'shape': (%s), }".formatted(width, sizes);
    int unpadded = PREFIX_V1 + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    int length = Math.toIntExact(Arrays.stream(array.shape()).reduce(1, Math::multiplyExact));
    ByteBuffer out =
        ByteBuffer.allocate(
                Math.addExact(PREFIX_V1 + text.length, Math.multiplyExact(length, width)))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    switch (array) {
      case NpyArray.Floats floats -> out.asFloatBuffer().put(floats.values());
      case NpyArray.Doubles doubles -> out.asDoubleBuffer().put(doubles.values());
    }
    return out.array();
  }

  /// @param what names the array in error messages
  static NpyArray read(byte[] bytes, String what) {
    if (bytes.length < PREFIX_V2
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new NpzException(what + " is no .npy array; save it with numpy.savez.");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new NpzException(
          "%s has version %d of the .npy format; 1 to 3 are read.".formatted(what, version));
    }
    boolean firstVersion = version == 1;
    int headerLength =
        firstVersion
            ? Short.toUnsignedInt(in.getShort(MAGIC.length + 2))
            : in.getInt(MAGIC.length + 2);
    int start = firstVersion ? PREFIX_V1 : PREFIX_V2;
    if (headerLength < 0 || headerLength > bytes.length - start) {
      throw new NpzException(what + " is cut off inside its header.");
    }
    if (headerLength > LONGEST_HEADER) {
      throw new NpzException(
          "%s has a header of %d bytes, more than NumPy writes; the file is damaged."
              .formatted(what, headerLength));
    }
    String header = new String(bytes, start, headerLength, StandardCharsets.ISO_8859_1);
    Map<String, String> fields = fields(header.strip(), what);
    NpyArray array =
        values(
            in.position(start + headerLength).slice(),
            fields.get("descr"),
            shape(fields.get("shape"), what),
            what);
    return fields.get("fortran_order").equals("True") ? rowMajor(array) : array;
  }

  /// NumPy writes a transposed view, such as PyTorch's `weight.T`, in column-major order.
  private static NpyArray rowMajor(NpyArray columnMajor) {
    long[] shape = columnMajor.shape();
    double[] from = columnMajor.doubles();
    double[] to = new double[from.length];
    long[] position = new long[shape.length];
    for (double value : from) {
      int index = 0;
      for (int d = 0; d < shape.length; d++) {
        index = Math.toIntExact(index * shape[d] + position[d]);
      }
      to[index] = value;
      for (int d = 0; d < shape.length && ++position[d] == shape[d]; d++) {
        position[d] = 0;
      }
    }
    NpyArray.Doubles doubles = new NpyArray.Doubles(shape, to);
    return columnMajor instanceof NpyArray.Floats
        ? new NpyArray.Floats(shape, doubles.floats())
        : doubles;
  }

  /// The three fields, each once and nothing else: what a damaged header might mean is not guessed.
  private static Map<String, String> fields(String header, String what) {
    Map<String, String> fields = new HashMap<>();
    Matcher field = FIELD.matcher(header);
    int end = 1;
    boolean right = header.startsWith("{");
    while (right && end < header.length()) {
      right = field.region(end, header.length()).lookingAt();
      if (right) {
        end = field.end();
        int key =
            IntStream.of(1, 3, 5).filter(i -> field.group(i) != null).findFirst().orElseThrow();
        right = fields.put(field.group(key), field.group(key + 1)) == null;
      }
    }
    if (!right || fields.size() != 3 || !header.endsWith("}")) {
      throw new NpzException(
          "%s has a header that NumPy does not write: %s.".formatted(what, shortened(header)));
    }
    return fields;
  }

  /// A Python tuple: one size alone has a comma behind it.
  private static long[] shape(String text, String what) {
    if (text.isBlank()) {
      return new long[0];
    }
    List<String> sizes = new ArrayList<>(List.of(text.split(",", -1)));
    boolean tuple = sizes.size() > 1;
    if (sizes.getLast().isBlank()) {
      sizes.removeLast();
    }
    sizes.replaceAll(String::strip);
    if (!tuple || !sizes.stream().allMatch(size -> SIZE.matcher(size).matches())) {
      throw new NpzException(
          "%s has the shape (%s), which NumPy does not write; the file is damaged."
              .formatted(what, shortened(text)));
    }
    try {
      return sizes.stream().mapToLong(size -> Long.parseLong(size.replace("L", ""))).toArray();
    } catch (NumberFormatException e) {
      throw new NpzException(
          "%s has the shape (%s), which is too large; the file is damaged."
              .formatted(what, shortened(text)),
          e);
    }
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  /// Whether an array of this shape has so many values; no product overflows.
  private static boolean fills(long[] shape, long length) {
    long product = 1;
    for (long size : shape) {
      if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
        return false;
      }
      product *= size;
    }
    return product == length;
  }

  private static NpyArray values(ByteBuffer slice, String type, long[] shape, String what) {
    ByteBuffer in =
        slice.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String kind = type.matches("[<>|].*") ? type.substring(1) : "";
    int width =
        switch (kind) {
          case "f4", "i4" -> 4;
          case "f8", "i8" -> 8;
          case "u1", "i1", "b1" -> 1;
          default ->
              throw new NpzException(
                  "%s has the type %s, which is not read; save it as float32."
                      .formatted(what, type));
        };
    int length = in.remaining() / width;
    if (!fills(shape, length) || in.remaining() % width != 0) {
      throw new NpzException(
          "%s has the shape %s but %d bytes of values; the file is damaged."
              .formatted(what, Arrays.toString(shape), in.remaining()));
    }
    if (kind.equals("f4")) {
      float[] floats = new float[length];
      in.asFloatBuffer().get(floats);
      return new NpyArray.Floats(shape, floats);
    }
    double[] doubles = new double[length];
    for (int i = 0; i < length; i++) {
      doubles[i] =
          switch (kind) {
            case "f8" -> in.getDouble();
            case "i8" -> in.getLong();
            case "i4" -> in.getInt();
            case "i1" -> in.get();
            default -> in.get() & 0xFF;
          };
    }
    return new NpyArray.Doubles(shape, doubles);
  }
}
