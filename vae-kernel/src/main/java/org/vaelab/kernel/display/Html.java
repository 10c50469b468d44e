package org.vaelab.kernel.display;

/// Text that the front end shows as HTML.
public record Html(String html) implements Shown {
  @Override
  public String toString() {
    return html;
  }
}
