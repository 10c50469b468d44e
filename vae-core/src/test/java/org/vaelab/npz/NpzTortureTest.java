package org.vaelab.npz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.Torture;
import org.vaelab.graph.ParameterSpec;

/// Damaged files give one sentence or the very numbers of the undamaged file.
@Tag("torture")
@Timeout(600)
class NpzTortureTest {
  private static final List<ParameterSpec> SPECS =
      List.of(
          ParameterSpec.weights("decoder.W0", 3, 40),
          ParameterSpec.constantRow("decoder.b0", 40, 0));

  @TempDir Path directory;

  @Test
  void bytesOfTheArchive() throws IOException {
    SplittableRandom random = Torture.random("npz");
    Path file = directory.resolve("model.npz");
    Npz.write(file, arrays());
    byte[] whole = Files.readAllBytes(file);
    Map<String, float[]> right = NpzParameters.read(file, SPECS);
    int refused = 0;
    for (int i = 0; i < Torture.tries(); i++) {
      Files.write(file, damage(whole, random));
      try {
        Map<String, float[]> read = NpzParameters.read(file, SPECS);
        right.forEach((name, values) -> assertThat(read.get(name)).containsExactly(values));
      } catch (NpzException e) {
        refused++;
        assertSentence(e);
      }
    }
    System.out.printf("npz archives: %d tries, %d refused%n", Torture.tries(), refused);
    assertThat(refused).isPositive();
  }

  /// The checksum is right, so that the array's header is all that can tell.
  @Test
  void headersOfArraysWithTheRightChecksum() throws IOException {
    SplittableRandom random = Torture.random("npy");
    Path file = directory.resolve("model.npz");
    int refused = 0;
    for (int i = 0; i < Torture.tries(); i++) {
      byte[] npy = NpyFormat.write(arrays().get("decoder.W0"));
      switch (random.nextInt(3)) {
        case 0 -> npy[random.nextInt(80)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> npy = Arrays.copyOf(npy, random.nextInt(npy.length));
        default -> npy = withShape(npy, random);
      }
      Files.write(file, zip(Map.of("decoder.W0", npy)));
      try {
        NpyArray read = Npz.read(file).get("decoder.W0");
        long size = Arrays.stream(read.shape()).reduce(1, Math::multiplyExact);
        assertThat(read.doubles()).hasSize(Math.toIntExact(size));
      } catch (NpzException e) {
        refused++;
        assertSentence(e);
      }
    }
    System.out.printf("npy headers: %d tries, %d refused%n", Torture.tries(), refused);
    assertThat(refused).isPositive();
  }

  private static Map<String, NpyArray> arrays() {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    float[] weights = new float[120];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    arrays.put("decoder.W0", NpyArray.of(weights, 3, 40));
    arrays.put("decoder.b0", NpyArray.of(new float[40], 1, 40));
    arrays.put("other", NpyArray.of(new double[] {1, 2, 3}, 3));
    return arrays;
  }

  private static byte[] damage(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        // The central directory is at the end.
        int at = bytes.length - 1 - random.nextInt(220);
        bytes[at] = (byte) random.nextInt(256);
      }
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      default -> {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(40));
        Arrays.fill(bytes, from, to, (byte) random.nextInt(256));
      }
    }
    return bytes;
  }

  /// Replaces the shape by another text of the same length.
  private static byte[] withShape(byte[] npy, SplittableRandom random) {
    String text = new String(npy, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("'shape'");
    int end = text.indexOf('\n', at);
    String sizes =
        List.of("0", "3", "40", "120", "4294967296", "9".repeat(19), "-1", "1e3")
            .get(random.nextInt(8));
    String shape =
        "'shape': (%s, %d,), }".formatted(sizes, random.nextInt(2) == 0 ? 0 : random.nextLong());
    String padded = (shape + " ".repeat(200)).substring(0, Math.max(end - at, 0));
    return (text.substring(0, at) + padded + text.substring(end))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void assertSentence(NpzException e) {
    assertThat(e.getMessage()).isNotBlank().endsWith(".");
  }
}
