package org.vaelab.files;

/// Text in HTML and SVG.
public final class Markup {
  private Markup() {}

  /// Text as it stands between tags and in quoted attributes.
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
