package org.vaelab.files;

/// Text for a terminal that quotes files: it obeys control characters.
public final class Printable {
  private Printable() {}

  /// The text with a question mark for each control character.
  public static String of(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
