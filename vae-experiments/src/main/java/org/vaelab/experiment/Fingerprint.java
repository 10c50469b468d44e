package org.vaelab.experiment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vaelab.graph.Parameters;

/// SHA-256 hashes, in lower-case hex, of what results are computed from.
public final class Fingerprint {
  private Fingerprint() {}

  /// Of names and values, bit by bit.
  public static String of(Parameters parameters) {
    MessageDigest digest = sha256();
    parameters
        .values()
        .forEach(
            (name, values) -> {
              byte[] label = name.getBytes(StandardCharsets.UTF_8);
              digest.update(
                  ByteBuffer.allocate(2 * Integer.BYTES)
                      .putInt(label.length)
                      .putInt(values.length)
                      .flip());
              digest.update(label);
              ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
              bytes.asFloatBuffer().put(values);
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
