package org.vaelab.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of bytes that come piece by piece, as lower-case hex.
public final class Sha256 {
  private static final int BUFFER = 1 << 16;

  private final MessageDigest digest;

  public Sha256() {
    digest = digest();
  }

  /// For streams that hash what passes.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }

  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /// The hash of all bytes added.
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The hash of several arrays, one after the other.
  public static String of(byte[]... parts) {
    Sha256 hash = new Sha256();
    for (byte[] part : parts) {
      hash.add(part);
    }
    return hash.hex();
  }

  public static String ofFile(Path file) throws IOException {
    Sha256 hash = new Sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n != -1; n = in.read(buffer)) {
        hash.digest.update(buffer, 0, n);
      }
    }
    return hash.hex();
  }
}
