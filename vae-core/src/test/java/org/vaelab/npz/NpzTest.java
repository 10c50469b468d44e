package org.vaelab.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.vaelab.graph.ParameterSpec;
import org.vaelab.graph.Parameters;
import org.vaelab.random.NoiseSource;
import org.vaelab.random.Purpose;

class NpzTest {
  @TempDir Path directory;

  @Test
  void theBytesAreThoseOfTheFormat() {
    byte[] bytes = NpyFormat.write(NpyArray.of(new float[] {1, -2.5f}, 1, 2));
    assertThat(HexFormat.of().formatHex(bytes, 0, 8)).isEqualTo("934e554d50590100");
    int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    assertThat((10 + header) % 64).isZero();
    assertThat(new String(bytes, 10, header, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2,), }")
        .endsWith("\n");
    assertThat(HexFormat.of().formatHex(bytes, 10 + header, bytes.length))
        .isEqualTo("0000803f000020c0");
  }

  @Test
  void arraysComeBackBitByBit() {
    Path file = directory.resolve("deep/arrays.npz");
    float[] floats = {Float.MIN_VALUE, -0f, 3.25f, Float.MAX_VALUE, 1e-20f, 7};
    double[] doubles = {Math.PI};
    Npz.write(file, Map.of("a.b", NpyArray.of(floats, 2, 3), "scalar", NpyArray.of(doubles)));
    Map<String, NpyArray> read = Npz.read(file);
    assertThat(read).containsOnlyKeys("a.b", "scalar");
    assertThat(read.get("a.b").shape()).containsExactly(2, 3);
    assertThat(read.get("a.b").floats()).containsExactly(floats);
    assertThat(read.get("scalar").shape()).isEmpty();
    assertThat(read.get("scalar").doubles()).containsExactly(doubles);
    assertThat(directory.resolve("deep")).isDirectoryNotContaining("glob:**.tmp");
  }

  private static byte[] npy(String header, byte... values) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + text.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(values)
        .array();
  }

  @Test
  void integersAndBigEndianNumbersAreRead() {
    assertThat(
            NpyFormat.read(
                    npy(
                        "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n",
                        (byte) 0,
                        (byte) 1,
                        (byte) 255),
                    "it")
                .doubles())
        .containsExactly(0, 1, 255);
    assertThat(
            NpyFormat.read(
                    npy(
                        "{'descr': '>f4', 'fortran_order': False, 'shape': (), }\n",
                        (byte) 0x3f,
                        (byte) 0x80,
                        (byte) 0,
                        (byte) 0),
                    "it")
                .doubles())
        .containsExactly(1);
  }

  @Test
  void columnMajorArraysBecomeRowMajor() {
    byte[] columns = {0, 10, 1, 11, 2, 12};
    assertThat(
            NpyFormat.read(
                    npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", columns),
                    "it")
                .doubles())
        .containsExactly(0, 1, 2, 10, 11, 12);
  }

  @Test
  void whatIsNotReadSaysWhyAndWhatToDo() throws IOException {
    assertThatThrownBy(
            () -> NpyFormat.read("hello, world".getBytes(StandardCharsets.US_ASCII), "A"))
        .hasMessage("A is no .npy array; save it with numpy.savez.");
    assertThatThrownBy(
            () ->
                NpyFormat.read(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (), }"), "A"))
        .hasMessageContaining("<c8")
        .hasMessageContaining("float32");
    assertThatThrownBy(
            () ->
                NpyFormat.read(
                    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", (byte) 1),
                    "A"))
        .hasMessageContaining("[3]")
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> Npz.read(directory.resolve("none.npz")))
        .isInstanceOf(NpzException.class)
        .hasMessageContaining("There is no file");
    Path text = Files.writeString(directory.resolve("text.npz"), "not a zip");
    assertThatThrownBy(() -> Npz.read(text)).hasMessageContaining("is no .npz file");
  }

  @Test
  void parametersRoundTripAndMismatchesAreNamed() {
    List<ParameterSpec> specs =
        List.of(
            ParameterSpec.weights("decoder.W0", 2, 3),
            ParameterSpec.constantRow("decoder.b0", 3, 1));
    Path file = directory.resolve("decoder.npz");
    try (Parameters parameters =
        Parameters.initial(specs, NoiseSource.of(1, Purpose.INITIALISATION), DataType.FLOAT)) {
      Npz.write(file, NpzParameters.export(specs, parameters));
      Map<String, float[]> read = NpzParameters.read(file, specs);
      assertThat(read.get("decoder.W0")).containsExactly(parameters.values().get("decoder.W0"));
      assertThat(read.get("decoder.b0")).containsExactly(1, 1, 1);
    }
    assertThatThrownBy(
            () -> NpzParameters.read(file, List.of(ParameterSpec.weights("decoder.W0", 3, 2))))
        .hasMessageContaining("'decoder.W0'")
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("[3, 2]");
    assertThatThrownBy(
            () -> NpzParameters.read(file, List.of(ParameterSpec.weights("encoder.W0", 3, 2))))
        .hasMessageContaining("no array 'encoder.W0'");

    Path broken = directory.resolve("broken.npz");
    Npz.write(
        broken,
        Map.of(
            "decoder.W0", NpyArray.of(new float[] {1, 2, 3, 4, 5, Float.NaN}, 2, 3),
            "decoder.b0", NpyArray.of(new double[] {1, 2, 3}, 3)));
    assertThatThrownBy(() -> NpzParameters.read(broken, specs))
        .hasMessageContaining("Value 5 of array 'decoder.W0'");
    assertThat(NpzParameters.read(broken, specs.subList(1, 2)).get("decoder.b0"))
        .containsExactly(1, 2, 3);
  }

  @Test
  void flippedBitsOfStoredValuesAreNoticed() throws IOException {
    Path file = directory.resolve("stored.npz");
    zip(file, "a", NpyFormat.write(NpyArray.of(new float[] {1, 2, 3}, 3)));
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + "a.npy".length() + 128] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(NpzException.class)
        .hasMessageContaining("Array 'a'")
        .hasMessageContaining("checksum");
  }

  @Test
  void headersThatNumPyDoesNotWriteAreNotGuessedAt() {
    for (String header :
        List.of(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1, }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } \033[2J\n7",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
                .formatted("1,".repeat(6000)),
            "{'descr': '*f4', 'fortran_order': False, 'shape': (1,), }")) {
      assertThatThrownBy(() -> NpyFormat.read(npy(header, new byte[4]), "A"))
          .as(header)
          .isInstanceOf(NpzException.class)
          .message()
          .startsWith("A has ")
          .doesNotContainPattern("\\p{Cc}");
    }
  }

  @Test
  void arraysThatNobodyWantsAreIgnoredWhateverTheirType() throws IOException {
    Path file = directory.resolve("complex.npz");
    zip(file, "a", npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", new byte[8]));
    assertThat(Npz.read(file, name -> name.equals("b"))).isEmpty();
    assertThat(Npz.names(file)).containsExactly("a");
  }

  @Test
  void shapesThatOverflowAndDirectoriesAreRefused() {
    for (String shape :
        List.of("99999999999999999999999,", "4294967296, 4294967296", "4611686018427387904, 4")) {
      byte[] bytes =
          npy("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(shape));
      assertThatThrownBy(() -> NpyFormat.read(bytes, "A"))
          .isInstanceOf(NpzException.class)
          .hasMessageContaining("damaged");
    }
    assertThatThrownBy(() -> Npz.read(directory))
        .isInstanceOf(NpzException.class)
        .hasMessageContaining("no regular file");
  }

  /// One stored entry, so that a byte of the file is a byte of the array.
  private static void zip(Path file, String name, byte[] bytes) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(entry);
      out.write(bytes);
    }
  }
}
