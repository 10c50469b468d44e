package org.vaelab.experiment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.vaelab.files.Sha256;
import org.vaelab.graph.Parameters;

/// SHA-256 hashes, in lower-case hex, of what results are computed from.
public final class Fingerprint {
  private Fingerprint() {}

  /// Of names and values, bit by bit.
  public static String of(Parameters parameters) {
    Sha256 hash = new Sha256();
    parameters
        .values()
        .forEach(
            (name, values) -> {
              byte[] label = name.getBytes(StandardCharsets.UTF_8);
              ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
              bytes.asFloatBuffer().put(values);
              hash.add(
                      ByteBuffer.allocate(2 * Integer.BYTES)
                          .putInt(label.length)
                          .putInt(values.length)
                          .array())
                  .add(label)
                  .add(bytes.array());
            });
    return hash.hex();
  }

  static String of(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
